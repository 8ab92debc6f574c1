"""Who speaks, as people write it: "A. Example & B. Sample", "Name, Company", "@handle", "Presented by ..."."""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from summit_ical.importing.schedule import Person
from summit_ical.importing.webpage import languages
from summit_ical.importing.webpage.words import Line, Run, folded

LABEL = re.compile(
    r"^\W{0,3}(?:(?:presented|hosted|led|moderated|given|facilitated|delivered|run|chaired)\s+by"
    r"|(?:(?:co-?|key\s?note\s+|session\s+|guest\s+)?"
    r"(?:speakers?|presenters?|leads?|leaders?|hosts?|moderators?|facilitators?|panell?ists?|instructors?|chairs?|trainers?|"
    r"authors?|mcs?|who|sprecher|referent(?:en|in)?|vortragende[r]?|speaker\(s\)|presenter\(s\)|lead\(s\))"
    r"(?:\s*/\s*[a-z]+)?(?:\(s\))?)\s*[:：–—-])\s*",
    re.IGNORECASE,
)
BY = re.compile(r"[\s,;:–—-]+(?:(?:presented|hosted|led|given)\s+)?(?:by|with|von|par)[:\s]+", re.IGNORECASE)
BY_ALONE = re.compile(r"^\W{0,3}(?:by|with|von|par)\s+", re.IGNORECASE)
JOIN = re.compile(
    r"\s*(?:\s&\s|\s?&amp;\s?|\s+and\s+|\s+und\s+|\s+with\s+|\s\+\s|;|\s/\s|、|\s\|\s|•)\s*", re.IGNORECASE
)
HANDLES = re.compile(r"@[\w-]+(?:\s*[/,&]\s*(?:and\s+)?@[\w-]+)*", re.ASCII)
HANDLE = re.compile(r"@[A-Za-z0-9][\w-]*")
WORD = re.compile(r"(?:[^\W\d_][\w.’'`-]*|\([^)]*\))")
CJK_NAME = re.compile(r"^[\u3400-\u9fff]{2,4}(?=[\s,.，。(（]|$)")
_PARTICLES = "de del della der den di da dos du van von vom zu la le el al bin ibn ter ten y e do das"
PARTICLES = frozenset(_PARTICLES.split())
# Words that a title holds and a name does not.
_TITLES = """
    a an the of in on at for with from to by and or vs via your you we our us my me is are be how what why when
    where who which this that it its as into about using use beyond new all any anything everything building
    running introduction intro overview update updates workshop keynote panel session sessions talk talks
    lightning break lunch coffee dinner breakfast opening closing welcome remarks registration questions q&a
    tutorial part track room stage community project projects cloud data security open source api apis testing
    performance state future deep dive hands-on practices study lessons learned roadmap tba tbd tbc meeting hour
    hours discussion summit conference networking storage production users user contributors maintainers
    developers development management observability platform platforms edition live ask getting started making
    online virtual team teams group working plenary various everyone speaker speakers presenter host slides video
    recording
"""
TITLE_WORDS = frozenset(_TITLES.split())
COMPANY = re.compile(
    r"\b(?:inc|ltd|llc|gmbh|corp|corporation|company|labs?|university|institute|foundation|technologies|technology|"
    r"systems?|software|solutions|networks?|consulting|group|cloud|google|microsoft|ibm|intel|nvidia|amazon|aws|meta|"
    r"apple|suse|canonical|vmware|cisco|oracle|red\s?hat|huawei|tencent|alibaba|independent|freelancer?|cncf|linux|"
    r"engineer|developer|architect|manager|director|professor|founder|maintainer|lead|ceo|cto|pmc|sre|research|school|"
    r"college|hospital|centre|center|bank|media|digital|data|services?|ag|bv|sa|oy|ab|kg|ev|plc|n\.v|e\.v)\b\.?",
    re.IGNORECASE,
)
SINGLE = re.compile(r"[^\W\d_][\w’'-]+")
PROFILES = ("twitter.com", "x.com", "github.com", "linkedin.com", "mastodon", "gitlab.com", "bsky.app", "facebook.com")
NOBODY = re.compile(
    rf"\W*(?:{languages.pattern('placeholder')}|all|everyone|various|you|open|---?|\?+)?\W*",
    re.IGNORECASE,
)
TRAILING = re.compile(r"^(?P<title>.*\S)\s*\((?P<names>[^()]{3,160})\)\s*$")
DASHED = re.compile(r"^(?P<title>.*\S)(?:\s+[-–—|]{1,2}\s+|\s?—\s?)(?P<names>[^-–—|]*(?:\S-\S[^-–—|]*)*)$")


def unlabelled(text: str) -> tuple[str, bool]:
    """Return what follows "Presented by" or "Speaker:", and whether there was such a label."""
    match = LABEL.match(text)
    if match is None and (by := BY_ALONE.match(text)) and names_like(text[by.end() :]):
        match = by
    return (text[match.end() :], True) if match else (text, False)


def namelike(text: str) -> bool:
    """Whether text can be one person's name: two to four words with capitals, or a handle."""
    text = text.strip(" .,*_")
    if HANDLE.fullmatch(text) or CJK_NAME.match(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 48 or any(ch in text for ch in ':?!"/&…'):
        return False
    if any(word.casefold().strip(".,") in TITLE_WORDS for word in words):
        return False
    capital = [word[0].isupper() or word[0] in "'’" for word in words if word.casefold() not in PARTICLES]
    return len(capital) >= 2 and all(capital) and all(WORD.fullmatch(word) for word in words) and not text.isupper()


def names_like(text: str) -> bool:
    """Whether text is a list of names, affiliations or not, and nothing else."""
    parts = [part for part in JOIN.split(text) if part.strip()]
    return bool(parts) and all(namelike(re.split(r"\s*[,，(]", part)[0]) for part in parts)


class PeopleNames:
    """What a page's speakers, taken together, tell of each: who is a person, and what is a company."""

    def __init__(self, texts: Iterable[str], last_first: bool = False) -> None:
        self.last_first = last_first  # "Example, Ada" is one person
        texts = list(texts)
        self.first: set[str] = set()
        self.full: set[str] = set()
        self.second: Counter[str] = Counter()
        pairs = company = 0
        for text in texts:
            for part in JOIN.split(unlabelled(text)[0]):
                head, *rest = (piece.strip() for piece in re.split(r"[,，]", part))
                self.first.add(head)
                self.full.update(piece for piece in (head, *rest) if namelike(piece))
                self.second.update(set(rest))
                if len(rest) == 1:
                    pairs += 1
                    company += self.is_company(rest[0])
        self.turned = self._turned(texts)
        self.pairs = pairs >= 2 and company * 5 >= pairs * 3  # all of "Name, Company"

    def _turned(self, texts: Iterable[str]) -> set[str]:
        """Ada Example, where "Example, Ada" is written somewhere."""
        parts = [part.split(",") for text in texts for part in JOIN.split(text)]
        return {f"{pair[1].strip()} {pair[0].strip()}" for pair in parts if len(pair) == 2}

    def is_company(self, text: str) -> bool:
        """Whether words after a comma are where somebody comes from rather than somebody else."""
        if text in self.first:
            return False
        return bool(COMPANY.search(text)) or len(text.split()) == 1 or not namelike(text)

    def people(self, text: str) -> tuple[Person, ...]:
        """Return who is named in a text."""
        text = folded(unlabelled(folded(text))[0]).strip(" ,;*_")
        if NOBODY.fullmatch(text):
            return ()
        if self.last_first:
            parts = [part.strip().partition(",") for part in text.split(";")]
            return tuple(Person(f"{first.strip()} {last.strip()}".strip()) for last, _, first in parts if last)
        handles = HANDLE.findall(text)
        if handles and HANDLES.fullmatch(text):
            return tuple(map(Person, handles))
        return tuple(person for part in JOIN.split(text) for person in self._parted(part) if person.name)

    def _parted(self, text: str) -> list[Person]:
        """The people in a text without "and": names with commas between them, or one with a company behind a comma."""
        pieces = [piece for piece in _commas(text) if piece.strip()]
        if len(pieces) == 2 and f"{pieces[1]} {pieces[0]}" in self.full:
            return [person(f"{pieces[1]} {pieces[0]}")]  # "Example, Ada", where others call her Ada Example
        if len(pieces) == 2 and not self.pairs and all(map(SINGLE.fullmatch, pieces)) and not COMPANY.search(pieces[1]):
            return [Person(text.strip())]  # one of two names, or two of one: nobody is lost
        people: list[Person] = []
        for piece in pieces:
            alone = (self.pairs and len(pieces) == 2 and piece not in self.turned) or self.is_company(piece)
            if people and not piece.startswith("@") and "(" not in piece and (alone or people[-1].affiliation):
                if namelike(piece) and len(pieces) > 2 and not self.pairs and not COMPANY.search(piece):
                    people.append(person(piece))
                    continue
                last = people[-1]
                people[-1] = last._replace(affiliation=", ".join(filter(None, (last.affiliation, piece.strip()))))
            else:
                people.append(person(piece))
        return people

    def line(self, text: str) -> tuple[Person, ...]:
        """Return who is named in a line of prose: "Name. What they do, and where"."""
        text = folded(text)
        match = re.search(r"(?<![\s.][A-Z])(?<!^[A-Z])[.，。;](?=\s|\w)|,\s", text)
        if JOIN.search(text) and (not match or JOIN.search(text[: match.start()])):
            return self.people(text)
        if match is None:
            return self.people(text)
        head, rest = text[: match.start()], text[match.end() :].strip(" .,，")
        return (Person(head.strip(), rest),) if head.strip() else ()


def _commas(text: str) -> list[str]:
    """Text parted at commas outside brackets."""
    parts, depth, start = [], 0, 0
    for at, ch in enumerate(text):
        depth += (ch in "([") - (ch in ")]")
        if ch in ",，" and depth <= 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def person(text: str) -> Person:
    """Return "Name (Company)", "Name - Company" or "Name [Company]" as a person."""
    text = re.sub(r"^(?:and|&|with)\s+", "", folded(text))
    match = re.fullmatch(r"(?P<name>[^(\[]*\S)\s*[(\[](?P<where>[^()\[\]]*)[)\]]", text) or re.fullmatch(
        r"(?P<name>[^-–—@]*\S)(?:\s+[-–—]\s+|\s+@\s?|\s+from\s+|\s+at\s+)(?P<where>\S.*)", text
    )
    if match and not NOBODY.fullmatch(match["name"]):
        return Person(match["name"].strip(" ,"), match["where"].strip())
    return Person(text.strip(" ,"))


def linked(lines: Iterable[Line]) -> tuple[Person, ...]:
    """Return the people of a cell in which names are links and companies are set apart; () where it is not so."""
    people: list[Person] = []
    for run in (run for line in lines for run in line.runs):
        words = folded(run.text).strip(" ,;&/()")
        if not words or words.lower() in ("and", "und", "&", "/", "with"):
            continue
        if run.href:
            if people and people[-1].url == run.href:
                people[-1] = people[-1]._replace(name=f"{people[-1].name} {words}")
            else:
                people.append(Person(words, "", run.href))
        elif not people:
            return ()
        else:
            people[-1] = people[-1]._replace(affiliation=folded(f"{people[-1].affiliation} {words}"))
    return tuple(people)


def is_profile(run: Run) -> bool:
    """Whether a link leads to a person's page."""
    try:
        parts = urlsplit(run.href)
        host, path = parts.hostname or "", parts.path.strip("/").casefold()
    except ValueError:
        return False
    if any(host.endswith(known) or known in host.split(".") for known in PROFILES):
        return bool(path) and (host.split(".")[-2:] != ["github", "com"] or "/" not in path)
    return bool(re.search(r"(?:^|/)(?:speakers?|people|team|authors?|presenters?)/[^/]+$", path))
