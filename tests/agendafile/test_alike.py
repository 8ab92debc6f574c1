"""Which names may be one person's, spelt twice, and which are two people's."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summit_ical.agendafile.alike_names import alike, mistyped_ids

ONE = {
    "a silent letter": ("Jon Smith", "John Smith"),
    "a silent letter at the end": ("Sara Cohen", "Sarah Cohen"),
    "a letter doubled": ("Ana Silva", "Anna Silva"),
    "a letter doubled in a surname": ("Erika Mustermann", "Erika Musterman"),
    "c and k": ("Erika Mustermann", "Erica Mustermann"),
    "y and i": ("Bryan Adams", "Brian Adams"),
    "s and z": ("Maria Gonzales", "Maria Gonzalez"),
    "a vowel of a long surname": ("Anna Petersen", "Anna Peterson"),
    "two letters swapped": ("Christopher Doe", "Chirstopher Doe"),
    "case": ("Leonardo da Vinci", "Leonardo Da Vinci"),
    "no accents": ("José García", "Jose Garcia"),
    "one accent of two": ("Jérôme Dupont", "Jérome Dupont"),
    "no tones": ("Nguyễn Văn Hùng", "Nguyen Van Hung"),
    "no dots": ("Семён Орлов", "Семен Орлов"),
    "umlauts written out": ("Jörg Müller", "Joerg Mueller"),
    "umlauts left out": ("Jörg Müller", "Jorg Muller"),
    "Danish written out": ("Søren Kjær", "Soeren Kjaer"),
    "another alphabet": ("Иван Петров", "Ivan Petrov"),
    "surname first": ("Smith, John", "John Smith"),
    "surname first, in Chinese order": ("Li Wei", "Wei Li"),
    "a space in Japanese": ("山田 太郎", "山田太郎"),
    "a hyphen": ("Jean-Luc Picard", "Jean Luc Picard"),
    "an apostrophe": ("Sinéad O'Brien", "Sinead OBrien"),
    "an initial": ("J. Smith", "John Smith"),
    "an initial in the middle": ("John Smith", "John Q. Smith"),
    "a title": ("Dr. Ada Example", "Ada Example"),
}
TWO = {
    "a first letter": ("Ana Novak", "Hana Novak"),
    "a first letter alone": ("Ana", "Hana"),
    "a vowel": ("Anna Hill", "Anna Hall"),
    "a vowel alone": ("Hill", "Hall"),
    "rhyming": ("Kim Lee", "Tim Lee"),
    "two letters": ("Jo Doe", "Jo Dee"),
    "a woman and a man, Czech": ("Jan Novak", "Jana Novak"),
    "a woman and a man, German": ("Alexander Weber", "Alexandra Weber"),
    "a woman and a man, Hebrew": ("Noa Levi", "Noah Levi"),
    "a woman and a man, Italian": ("Andrea Rossi", "Andreas Rossi"),
    "a woman and a man, Portuguese": ("Daniel Costa", "Daniela Costa"),
    "a woman and a man, Russian": ("Ivan Petrov", "Ivan Petrova"),
    "a letter of a given name": ("Martin Schmidt", "Marvin Schmidt"),
    "a letter of a Spanish name": ("Jan Perez", "Juan Perez"),
    "a letter of an English name": ("Jane Smith", "Jean Smith"),
    "a letter of an Indian name": ("Priya Rao", "Priya Roy"),
    "two surnames in Pinyin": ("Wei Zeng", "Wei Zheng"),
    "two given names in Pinyin": ("Zhang Min", "Zhang Ming"),
    "one ending in Pinyin": ("Yan Li", "Yang Li"),
    "an h in Vietnamese": ("An Nguyen", "Anh Nguyen"),
    "an h within in Vietnamese": ("Tuan Tran", "Thuan Tran"),
    "two tones in Vietnamese": ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng"),
    "one sound in Chinese": ("王伟", "王维"),
    "one syllable in Korean": ("김민수", "김민주"),
    "one sign in Japanese": ("見本 花子", "見本 太郎"),
    "two Arabic names": ("Ali Hassan", "Ali Hussein"),
    "an initial before a common surname": ("W. Li", "Wei Li"),
    "two initials": ("John A. Smith", "John B. Smith"),
    "one more surname": ("Maria Silva", "Maria Santos Silva"),
    "two words": ("Jon Smyth", "John Smith"),
    "numbered": ("Volunteer 1", "Volunteer 2"),
    "the same": ("Ada Example", "Ada Example"),
}
NAMES = st.text(st.sampled_from("abehijnAÉüßŁ山김م.-' ,1"), max_size=12)


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, pair in ONE.items()])
def test_one_person(one: str, other: str) -> None:
    """What a keyboard, an ear or another custom makes of a name is asked about, whichever comes first."""
    assert list(alike([one, "Grace Else", other])) == [(other, one)]
    assert list(alike([other, "Grace Else", one])) == [(one, other)]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=name) for name, pair in TWO.items()])
def test_two_people(one: str, other: str) -> None:
    """A letter tells people apart: nobody is asked whether Ana is Hana."""
    assert list(alike([one, other])) == list(alike([other, one])) == []


@given(st.one_of(NAMES, st.text(max_size=8)), st.one_of(NAMES, st.text(max_size=8)))
@example("\U00018cd6", "！")
def test_any_two_names(one: str, other: str) -> None:
    """It is the same question from both sides."""
    assert bool(list(alike([one, other]))) == bool(list(alike([other, one])))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        pytest.param("ada-exampl", "ada-example", id="a letter left out"),
        pytest.param("ada-exampel", "ada-example", id="two swapped"),
        pytest.param("bda-example", "ada-example", id="the first letter"),
        pytest.param("Ada-Exampl", "", id="a name"),
        pytest.param("ada", "", id="one word"),
    ],
)
def test_a_name_that_was_meant_for_an_id(name: str, known: str) -> None:
    """Nobody is called ada-exampl, so that any slip is enough."""
    assert list(mistyped_ids([name], ["ada-example", "grace"])) == ([(name, known)] if known else [])


@pytest.mark.slow
def test_a_thousand_of_one_family() -> None:
    """Names are not compared each with each."""

    def seconds(number: int) -> float:
        names = [f"{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{chr(0x4E00 + n)} Smith" for n in range(number)]
        names = [f"{name[0]}{name[1]}{'xyzuvw'[n % 6] * (n // 6 % 50 + 1)} Smith" for n, name in enumerate(names)]
        start = time.process_time()
        list(alike(names))
        return time.process_time() - start

    assert seconds(8000) < 30 * max(seconds(1000), 0.01)
