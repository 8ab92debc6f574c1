"""`withdraw` and `forget` where a person sits: they ask, and nothing is done without a yes."""

from pathlib import Path

import pytest
from test_questions import on_a_terminal

from following import EVENT, SESSIONS, START, TOP, Folder, agenda, text

ANSWERS = [
    pytest.param("y\r", 0, True, id="yes"),
    pytest.param("n\r", 2, False, id="no"),
    pytest.param("\r", 2, False, id="nothing"),
]


@pytest.mark.parametrize("words", [["withdraw", "lunch"], ["forget", "Cy", "--drop-path"]], ids=lambda words: words[0])
@pytest.mark.parametrize(("answer", "status", "done"), ANSWERS)
def test_asked(
    words: list[str], answer: str, status: int, done: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Folder(Path("feeds"))
    folder.publish(agenda(SESSIONS, EVENT, TOP), START)
    left = {i: fields | ({"speakers": []} if i == "network" else {}) for i, fields in SESSIONS.items() if i != "lunch"}
    Path("agenda.yaml").write_text(text(left, EVENT, TOP), "utf-8")
    before = folder.files()
    assert on_a_terminal([("Do it? [y/N]: ", answer)], *words)[0] == status
    assert (folder.files() != before) == done
    assert ("speaker/cy.ics" in folder.feeds()) == (words[0] == "withdraw" or not done)
