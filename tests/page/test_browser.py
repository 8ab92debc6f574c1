"""The page in a browser, without its script and with it: zones, filters, picks, keys, print, sizes, hostile words."""

import json
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from folders import ROOT
from following import EVENT, ONE, START, agenda
from pages import answer, serving, summoned
from pages.hostile import NASTY, hostile
from summit_ical import build, read
from summit_ical.calendars.subscribe_links import session_links

pytestmark = pytest.mark.slow
expect = pytest.importorskip("playwright.sync_api").expect
Visit = Callable[..., Any]
Picture = Callable[[Any, str], None]
SHOWN = ".session:not([hidden])"
ELM = {"id": "robin-elm", "name": "Robin Dale", "affiliation": "Elm Works"}
OAK = {"id": "robin-oak", "name": "Robin Dale", "affiliation": "Oak Yard"}
NAMESAKES = {
    "one": {"day": ONE, "time": "09:00-10:00", "title": "At 9", "speakers": ["robin-elm"]},
    "two": {"day": ONE, "time": "11:00-12:00", "title": "At 11", "speakers": ["robin-oak"]},
}


def titles(page: Any) -> list[str]:
    return [flat(text) for text in page.locator(f"{SHOWN} .p-name").all_text_contents()]


def flat(text: str) -> str:
    return " ".join(text.split())


def clock(page: Any, session: str) -> str:
    return flat(page.locator(f"#session-{session} .clock").text_content())


# --- without a script ---


def test_complete_without_javascript(visit: Visit, every: Path, picture: Picture) -> None:
    """Without JavaScript there are all sessions, their times and zone, and the ways to subscribe; no dead control."""
    page = visit(every, java_script_enabled=False)
    agenda = read(ROOT / "examples" / "every-key" / "agenda.yaml")
    assert page.locator(".session").count() == len(agenda.sessions)
    assert clock(page, "opening") == "10:00–10:30 CEST"
    assert page.locator("button, select, input").count() == 0
    assert page.locator("#all a").first.get_attribute("href") == "https://camp.example.org/2026/feeds/all.ics"
    picture(page, "no-script")


def test_a_qr_code_opens_at_its_feed(visit: Visit, seed: Path) -> None:
    """The address in a QR code shows that feed's ways to subscribe at once, though its part of the page was closed."""
    for script in (True, False):
        page = visit(seed, "#track-users", java_script_enabled=script)
        page.locator("#track-users .address").wait_for()
        assert page.locator("#track-users .buttons a").first.is_visible()


def test_qr_codes_are_read(visit: Visit, seed: Path) -> None:
    """Another program reads in the picture the address of the page at that feed."""
    zxing = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    page = visit(seed, "#track-users")
    picture = page.locator("#track-users img")
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    found = zxing.read_barcodes(image.open(BytesIO(picture.screenshot())))
    assert [code.text for code in found] == ["https://kubevirt.io/summit/feeds/index.html#track-users"]


# --- zones ---


@pytest.mark.parametrize(
    ("zone", "session", "day", "time"),
    [
        pytest.param("Europe/Berlin", "opening", "Friday 23 October 2026", "10:00–10:30 CEST", id="the event's"),
        pytest.param("Asia/Tokyo", "opening", "Friday 23 October 2026", "17:00–17:30 JST", id="the same day"),
        pytest.param("Asia/Tokyo", "tokyo", "Saturday 24 October 2026", "05:30–07:30 JST", id="the day after"),
        pytest.param(
            "Pacific/Kiritimati",
            "who-decides",
            "Saturday 24 October 2026",
            "02:00–03:00 GMT+14",
            id="east of the date line",
        ),
        pytest.param(
            "Pacific/Pago_Pago", "opening", "Thursday 22 October 2026", "21:00–21:30 GMT-11", id="west of the date line"
        ),
        pytest.param(
            "Europe/Berlin", "twice", "Saturday 24 October 2026", "Sun 02:30–02:45 CEST", id="over a change of clocks"
        ),
        pytest.param("UTC", "twice", "Sunday 25 October 2026", "00:30–01:45 UTC", id="the same, 75 minutes"),
        pytest.param(
            "America/New_York", "last-cup", "Saturday 24 October 2026", "21:45–22:00 EDT", id="after the change"
        ),
        pytest.param(
            "Europe/Berlin", "night-questions", "Friday 23 October 2026", "Sat 00:30–01:00 CEST", id="past midnight"
        ),
    ],
)
def test_zones(visit: Visit, every: Path, zone: str, session: str, day: str, time: str) -> None:
    """Times are those of the visitor's zone, under the day that it is there; the event's own are the programme's."""
    page = visit(every, timezone_id=zone)
    article = page.locator(f"#session-{session}")
    assert clock(page, session) == time
    heading = article.locator("xpath=ancestor::section[contains(@class,'day')]//h3//time").text_content()
    assert heading.replace(",", "") == day.replace(" 23 October", " October 23").replace(
        " 24 October", " October 24"
    ).replace(" 25 October", " October 25").replace(" 22 October", " October 22")


def test_the_events_own_time_is_still_shown(visit: Visit, every: Path) -> None:
    """In another zone a session says as well what the clocks at the event say."""
    page = visit(every, timezone_id="Asia/Tokyo")
    assert page.locator("#session-tokyo .there").text_content() == "Fri 22:30–00:30 CEST"
    page.select_option("select[name=zone]", "Europe/Berlin")
    assert not page.locator("#session-tokyo .there").is_visible()
    assert clock(page, "tokyo") == "22:30–00:30 CEST"


def test_a_zone_by_its_other_name(visit: Visit, built: Callable[..., Path]) -> None:
    """A browser that calls the event's zone by an older name is in that zone all the same."""
    text = (ROOT / "agenda.yaml").read_text("utf-8").replace("timezone: UTC", "timezone: Asia/Kolkata")
    page = visit(built(text), timezone_id="Asia/Calcutta")
    assert page.locator(".there").count() == 0
    assert page.input_value("select[name=zone]") == "Asia/Kolkata"


def test_a_language_that_browsers_do_not_know(visit: Visit, built: Callable[..., Path]) -> None:
    """A tag that a browser refuses is no reason to do nothing."""
    text = (ROOT / "agenda.yaml").read_text("utf-8").replace("  timezone: UTC", "  timezone: UTC\n  language: en-a1")
    page = visit(built(text), timezone_id="Asia/Tokyo")
    assert page.evaluate("document.documentElement.lang") == "en-a1"
    assert clock(page, "road-to-v1") == "23:00–23:25 GMT+9"


def test_another_zone_is_remembered(visit: Visit, every: Path) -> None:
    """Any zone can be chosen, the days are regrouped, and the choice is there after a reload."""
    page = visit(every)
    page.select_option("select[name=zone]", "Australia/Eucla")
    assert clock(page, "opening") == "16:45–17:15 GMT+8:45"
    page.reload()
    assert page.input_value("select[name=zone]") == "Australia/Eucla"
    assert "Australia/Eucla" in page.locator("#page-zone").inner_text()


def test_nothing_is_lost_by_regrouping(visit: Visit, every: Path) -> None:
    """There and back again, each session is on the page once, in order of time within its day."""
    page = visit(every, timezone_id="Europe/Berlin")
    before = page.locator(".session").evaluate_all("all => all.map(one => one.id)")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo"):
        page.select_option("select[name=zone]", zone)
        ids = page.locator(".session").evaluate_all("all => all.map(one => one.id)")
        assert sorted(ids) == sorted(before)
        starts = page.locator(".day").evaluate_all("""days => days.map(day =>
            [...day.querySelectorAll('.dt-start')].map(time => time.dateTime).filter(time => time.includes('T')))""")
        assert all(times == sorted(times) for times in starts)
    page.select_option("select[name=zone]", "Europe/Berlin")
    assert page.locator(".session").evaluate_all("all => all.map(one => one.id)") == before


# --- filters, now and next ---


def test_filters(visit: Visit, every: Path) -> None:
    """By text in any order and case and without accents, by day, track and speaker; the count is said."""
    page = visit(every, timezone_id="Europe/Berlin")
    page.fill("input[name=words]", "BOOK diary nobody")
    expect(page.locator(".status")).to_have_text("No session is like that.")
    assert page.locator(SHOWN).count() == 0
    page.fill("input[name=words]", "paper PRAISE")
    expect(page.locator(SHOWN)).to_have_count(1)
    assert titles(page) == ["In praise of the paper diary"]
    assert page.locator(".status").inner_text() == "1 of 23 sessions shown"
    page.get_by_role("button", name="Show all").click()
    assert page.locator(SHOWN).count() == 23
    page.select_option("select[name=speaker]", "Bruno Sample")
    page.select_option("select[name=track]", "formats")
    page.select_option("select[name=day]", "2026-10-23")
    assert titles(page) == ["Eine Agenda, ein Feed", "Who decides when the clocks change?"]
    assert page.locator(".day:not([hidden])").count() == 1


def test_people_of_one_name_are_two_choices(visit: Visit, tmp_path: Path) -> None:
    """The filter tells them apart by what stands behind the name, and shows the sessions of one."""
    build(agenda(NAMESAKES, EVENT, {"speakers": [ELM, OAK]}), tmp_path, now=START)
    page = visit(tmp_path)
    choices = page.locator("select[name=speaker] option").all_text_contents()
    assert choices[1:] == ["Robin Dale (Elm Works)", "Robin Dale (Oak Yard)"]
    page.select_option("select[name=speaker]", "Robin Dale (Oak Yard)")
    assert titles(page) == ["At 11"]


def test_address_with_a_filter(visit: Visit, every: Path) -> None:
    """A part of the programme has an address, which an iframe shows; there, the page is nothing but the programme."""
    page = visit(every, "?embed&track=formats")
    assert page.locator("h1").is_hidden()
    assert set(page.locator(f"{SHOWN} .track").evaluate_all("all => all.map(one => one.dataset.id)")) >= {"formats"}
    assert page.locator(SHOWN).count() == 7
    page = visit(every, "?embed&day=2026-10-25", timezone_id="Asia/Tokyo")
    assert page.locator(SHOWN).count() == 4


def test_now_and_next(visit: Visit, every: Path, picture: Picture) -> None:
    """During the event the page says what is on and what comes next, and again when time has passed."""
    page = visit(every, now="2026-10-23T08:20:00Z", timezone_id="Europe/Berlin")
    live = page.locator(".live")
    assert flat(live.inner_text()).startswith(
        "Now: 10:00 Opening: a year has 8,760 hours, and one of them twice Next: 10:45"
    )
    picture(page, "now-and-next")
    page.clock.fast_forward("30:00")
    assert flat(live.inner_text()).startswith("Now: 10:45")
    page = visit(every, now="2027-10-23T08:20:00Z")
    assert page.locator(".live").is_hidden()


# --- whatever the browser brings ---

ADDRESSES = [
    *("#%", "#picks=a%2", "#picks=%E0%A4%A,opening", "#%ff", "#picks=", "#picks", "#__proto__", "#session-%", "#."),
    *("#page-days", "#session-opening%00", f"#{'%25' * 3000}", "#<img src=x onerror=alert(1)>", "#a=b&picks=opening"),
    *("?tz=%", "?tz=Nowhere/None", "?tz=%00", "?tz=+99:99", "?view=%", "?view=__proto__", "?day=9999-99-99", "?day=%"),
    *(
        "?track=__proto__",
        "?speaker=%E0%A4%A",
        "?q=%ED%A0%80%",
        "?session=%",
        "?q=(&track=[",
        "?embed&tz=%&day=0000-00-00",
    ),
]
KEPT = {
    "picks": ['["', "null", "{}", "%", "opening,opening,,nobody,__proto__", "\ud800", "x" * 100_000],
    "zone": ["Nowhere", "null", "", "{", "\ud800", "UTC+25"],
    "view": ["null", "__proto__", "grid ", "{}", "1"],
}
LACKING = {
    "storage that refuses": "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('no'); };",
    "a full storage": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    "no storage": "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });",
    "storage that is null": "Object.defineProperty(window, 'localStorage', { value: null });",
    "no segmenter": "delete Intl.Segmenter;",
    "no list of zones": "delete Intl.supportedValuesOf;",
    "no clipboard": "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });",
    "no zone of its own": """const format = Intl.DateTimeFormat.prototype, its = format.resolvedOptions;
        format.resolvedOptions = function () { return { ...its.call(this), timeZone: undefined }; };""",
}


def works(page: Any) -> None:
    """All that the script sets up is there, down to the last line of it."""
    page.locator("form[role=search]").wait_for(state="attached")
    if page.locator("html.embedded").count():
        return
    page.locator("form[role=search] button", has_text="Show all").evaluate("button => button.click()")
    assert page.locator(SHOWN).count() == 23
    assert page.locator(".session .pick").count() == 23
    page.locator("#session-opening .pick").evaluate("button => { if (button.ariaPressed !== 'true') button.click(); }")
    expect(page.locator(".picks")).to_contain_text("Picks: ")
    page.evaluate("location.hash = '#session-zones'")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".session details").evaluate_all("all => all.every((box) => box.open)")


def test_nothing_in_an_address_stops_the_script(visit: Visit, every: Path) -> None:
    """An address is anybody's text; what it does not name is not found, and all else works."""
    page = visit(every)
    base = page.url.split("index.html", maxsplit=1)[0]
    for address in ADDRESSES:
        page.goto("about:blank")
        page.goto(f"{base}index.html{address}")
        works(page)
        for later in ("#%", "#picks=a%2", "#picks=zones"):
            page.evaluate("place => { location.hash = place; }", later)
        expect(page.locator(SHOWN)).to_have_count(1)


def test_nothing_that_was_kept_stops_the_script(visit: Visit, every: Path) -> None:
    """What an older page, or another program, left in the browser's storage is taken for what it is."""
    page = visit(every)
    for key, values in KEPT.items():
        for value in values:
            page.evaluate(
                "([key, value]) => localStorage.setItem(`summit-ical/calendar-camp-2026/${key}`, value)", [key, value]
            )
            page.reload()
            works(page)
            page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("lacking", LACKING)
def test_nothing_that_a_browser_lacks_stops_the_script(chromium: Any, every: Path, lacking: str) -> None:
    """Then that is missing, and nothing else: the ways to add a session are there when somebody looks."""
    wrong: list[str] = []
    with serving(every) as address:
        context = chromium.new_context(timezone_id="Asia/Tokyo")
        context.add_init_script(LACKING[lacking])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}index.html#session-opening")
        works(page)
        page.locator("#session-opening details").first.evaluate("box => { box.open = false; box.open = true; }")
        expect(page.locator("#session-opening .add a", has_text="Google")).to_have_count(1)
        context.close()
    assert wrong == []


# --- picks ---


def test_picks_are_one_ics(visit: Visit, every: Path, tmp_path: Path) -> None:
    """Picked sessions are kept over a reload and downloaded as one .ics: the published entries, byte for byte."""
    page = visit(every)
    for session in ("opening", "icalendar-ar", "alarms"):
        page.locator(f"#session-{session} .pick").click()
    page.reload()
    assert "Picks: 3" in page.locator(".picks").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as one .ics").click()
    file = tmp_path / "picks.ics"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "calendar-camp-2026-picks.ics"
    published, raw = (every / "all.ics").read_bytes(), file.read_bytes()
    entries = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", raw, re.DOTALL)
    assert all(entry in published for entry in entries)
    uids = {str(event["UID"]).split(".")[0] for event in Calendar.from_ical(raw).walk("VEVENT")}
    assert uids == {"opening", "icalendar-ar", "alarms"}
    assert b"SOURCE" not in raw
    assert page.locator(".picks [role=status]").inner_text() == "Saved: calendar-camp-2026-picks.ics"


def test_shared_picks(visit: Visit, every: Path) -> None:
    """A link with picks shows them, and adds them to one's own when asked; what is not in the programme is ignored."""
    page = visit(every, "#picks=opening,zones,nobody,__proto__")
    assert titles(page) == [
        "Opening: a year has 8,760 hours, and one of them twice",
        "Time zones for people in a hurry",
    ]
    assert "shared 2 picks" in page.locator(".picks").inner_text()
    page.get_by_role("button", name="Add them to mine").click()
    assert page.locator(SHOWN).count() == 23
    page.get_by_label("My picks only").check()
    assert len(titles(page)) == 2
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to them").click()
    assert page.evaluate("navigator.clipboard.readText()").endswith("index.html#picks=opening,zones")


def test_from_a_file(chromium: Any, every: Path) -> None:
    """Opened from a file the page works, and says why it cannot put picks into one .ics."""
    page = chromium.new_context(timezone_id="Asia/Tokyo").new_page()
    page.goto((every / "index.html").as_uri())
    assert clock(page, "opening") == "17:00–17:30 JST"
    page.locator("#session-opening .pick").click()
    page.get_by_role("button", name="Download as one .ics").click()
    assert "opened from a file" in page.locator(".picks [role=status]").inner_text()
    page.context.close()


def test_without_storage(visit: Visit, every: Path) -> None:
    """A browser that keeps nothing shows the page all the same."""
    page = visit(every)
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });")
    page.reload()
    page.locator("#session-opening .pick").click()
    assert "Picks: 1" in page.locator(".picks").inner_text()


def test_a_feed_that_cannot_be_read(visit: Visit, every: Path) -> None:
    """Where all.ics cannot be read the page says so, in words."""
    page = visit(every)
    page.route("**/all.ics", lambda route: route.abort())
    page.locator("#session-opening .pick").click()
    page.evaluate("console.error = () => {}")
    page.unroute("**/all.ics")
    page.route("**/all.ics", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Download as one .ics").click()
    expect(page.locator(".picks [role=status]")).to_contain_text("Not in the calendar file")


# --- one session ---


@pytest.mark.parametrize("example", ["agenda.yaml", "examples/every-key/agenda.yaml"])
def test_forms_are_those_of_links(visit: Visit, built: Callable[..., Path], example: str) -> None:
    """The script fills in Google's, Outlook's and Yahoo's forms exactly as `links` does; none for what is cancelled."""
    agenda = read(ROOT / example)
    page = visit(built(ROOT / example))
    page.evaluate("document.querySelectorAll('.session details').forEach(one => { one.open = true; })")
    page.wait_for_timeout(100)
    for session in agenda.sessions:
        found = page.locator(f"#session-{session.id} .add a:not([download])").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        assert found == ([] if session.status == "cancelled" else list(session_links(session, agenda)))


def test_copy(visit: Visit, seed: Path) -> None:
    """A button copies a feed's address."""
    page = visit(seed)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#all").get_by_role("button", name="Copy").click()
    page.locator("#all").get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://kubevirt.io/summit/feeds/all.ics"


# --- timetable ---


def test_timetable(visit: Visit, every: Path, picture: Picture) -> None:
    """Parallel sessions stand side by side in a table: a column a room, a row a time, headers that say so."""
    page = visit(every, "?view=grid#page-programme", timezone_id="Europe/Berlin")
    table = page.locator("section[data-day='2026-10-23'] table")
    assert table.locator("thead th").all_inner_texts() == ["Time", "Main stage", "Workshop room", "Garden"]
    assert table.locator("thead th[scope=col]").count() == 4
    first = table.locator("tbody tr").first
    assert first.locator("th[scope=row]").inner_text() == "10:00"
    assert "Opening" in first.locator("td").nth(0).inner_text()
    widths = page.evaluate("""() => [...document.querySelectorAll('table')].map(table => {
        const rows = [...table.rows], held = rows.map(() => 0);
        const width = [...rows[0].cells].reduce((sum, cell) => sum + cell.colSpan, 0);
        rows.forEach((row, number) => [...row.cells].forEach(cell => {
            const end = Math.min(rows.length, number + cell.rowSpan);
            for (let at = number; at < end; at++) held[at] += cell.colSpan; }));
        return held.every(each => each === width); })""")
    assert widths == [True] * len(widths)
    assert "Cancelled: Chidi has missed the train" in table.inner_text()
    assert page.locator("section[data-day='2026-10-24'] td", has_text="Dinner in both rooms").count() == 2
    assert page.locator("#session-opening").is_hidden()
    assert page.locator("#session-museum").is_visible()
    picture(page, "timetable")
    table.get_by_role("link", name="Time zones for people in a hurry").click()
    assert page.locator("#session-zones").is_visible()


# --- everybody ---


def test_keyboard(visit: Visit, seed: Path) -> None:
    """Keys alone reach everything in a sensible order, and what has the focus is seen to have it."""
    page = visit(seed)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the programme"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("flakes")
    expect(page.locator(SHOWN)).to_have_count(1)
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert seen == "solid"
        if page.evaluate("document.activeElement.matches('#session-flakes .pick')"):
            break
    page.keyboard.press("Space")
    assert page.locator("#session-flakes .pick").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["list", "grid", "no script"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe(chromium: Any, every: Path, scheme: str, view: str, width: int) -> None:
    """axe finds nothing against WCAG 2.2 A and AA, nor against its best practices, with everything opened."""
    axe = Path(summoned("axe-core/axe.min.js")).read_text("utf-8")
    with serving(every) as address:
        context = chromium.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
        )
        page = context.new_page()
        if view == "no script":
            page.route("**/page.js", lambda route: route.fulfill(body=""))
        page.goto(f"{address}index.html?view={view}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate(axe)
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        context.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found["violations"]] == []


def test_axe_is_not_blind(chromium: Any) -> None:
    """It finds what is wrong with a page that is."""
    page = chromium.new_page()
    page.set_content("<html><img src=x><p style='color:#eee;background:#fff'>pale</p></html>")
    page.evaluate(Path(summoned("axe-core/axe.min.js")).read_text("utf-8"))
    found = {one["id"] for one in page.evaluate("axe.run()")["violations"]}
    page.close()
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found


def test_pictures_for_the_readme(visit: Visit, seed: Path, every: Path, picture: Picture) -> None:
    """What stands in docs/images, to be made anew."""
    options = {"timezone_id": "Europe/Berlin", "viewport": {"width": 1200, "height": 860}, "reduced_motion": "reduce"}
    page = visit(seed, **options)
    assert page.locator("#all img").is_visible()
    picture(page, "page")
    page = visit(every, "?view=grid&day=2026-10-23#on-2026-10-23", color_scheme="dark", **options)
    assert page.locator("table").count() == 1
    picture(page, "page-timetable")


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2560])
def test_nothing_is_cut_off(visit: Visit, every: Path, width: int, picture: Picture) -> None:
    """From a small phone to a wide screen nothing reaches beyond the window, opened or closed."""
    page = visit(every, viewport={"width": width, "height": 900})
    for opened in (False, True):
        page.evaluate(f"document.querySelectorAll('details').forEach(one => {{ one.open = {str(opened).lower()}; }})")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        picture(page, f"width-{width}{'-opened' if opened else ''}")


def test_dark(visit: Visit, seed: Path, picture: Picture) -> None:
    """Who wants it dark gets it dark."""
    page = visit(seed, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 19, 24)"
    picture(page, "dark")


def test_reduced_motion(visit: Visit, seed: Path) -> None:
    """Nothing moves for those who asked for that."""
    page = visit(seed, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("getComputedStyle(document.querySelector('.buttons a')).transitionDuration") == "0s"


def test_right_to_left(visit: Visit, built: Callable[..., Path], tmp_path: Path, picture: Picture) -> None:
    """In a language from right to left the whole page runs so; addresses and other languages keep their direction."""
    theme = tmp_path / "theme"
    (theme / "words").mkdir(parents=True)
    (theme / "words" / "ar.toml").write_text('[page]\nsubscribe = "اشترك"\nprogramme = "البرنامج"\n', "utf-8")
    text = (
        (ROOT / "examples" / "every-key" / "agenda.yaml")
        .read_text("utf-8")
        .replace("  language: en  # of the pages", "  language: ar")
    )
    page = visit(built(text, theme=theme))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    heading, window = page.locator("#page-subscribe").bounding_box(), page.evaluate("window.innerWidth")
    when, what = (page.locator(f"#session-opening .{part}").bounding_box() for part in ("when", "what"))
    assert heading["x"] + heading["width"] > window * 0.9
    assert when["x"] > what["x"]
    assert page.evaluate("getComputedStyle(document.querySelector('.address a')).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('#session-opening h4')).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "right-to-left")


def test_print(visit: Visit, every: Path) -> None:
    """On paper are the programme and its abstracts, and no controls."""
    pdf = pytest.importorskip("pypdf")
    page = visit(every, timezone_id="Europe/Berlin")
    text = flat(" ".join(sheet.extract_text() for sheet in pdf.PdfReader(BytesIO(page.pdf(format="A4"))).pages))
    assert "10:00–10:30 CEST" in text
    assert "Why a calendar is harder than it looks" in text
    assert "Cancelled: Chidi has missed the train" in text
    for control in ("Search", "My picks", "Download a copy"):
        assert control not in text


# --- hostile agendas ---

# All that we make ourselves.
ELEMENTS = """
a article b bdi body br button caption code details div em figcaption figure footer form h1 h2 h3 h4 head header
html img input label li link main meta optgroup option p script section select small span strong summary table tbody
td th thead time title tr ul
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("view", ["list", "grid"])
def test_hostile(visit: Visit, built: Callable[..., Path], script: bool, view: str, picture: Picture) -> None:
    """Markup, scripts, templates, direction signs and endless words stay text, and the layout holds."""
    page = visit(built(hostile()), f"?view={view}", java_script_enabled=script, viewport={"width": 390, "height": 900})
    if script:
        names = page.evaluate("[...new Set([...document.querySelectorAll('*')].map(one => one.localName))]")
        assert set(names) <= set(ELEMENTS.split())
        attributes = page.evaluate("[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())")
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "formaction")]
        hrefs = page.evaluate(
            "[...document.querySelectorAll('[href],[src]')].map(one => (one.href || one.src).split(':')[0])"
        )
        assert set(hrefs) <= {"http", "https", "webcal"}
        scripts = page.evaluate("[...document.scripts].map(one => one.type || one.getAttribute('src'))")
        assert scripts == ["application/ld+json", "application/json", "page.js"]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert (
            page.locator("#session-n0").evaluate("one => getComputedStyle(one.querySelector('.clock')).direction")
            == "ltr"
        )
    assert page.locator("h1").inner_text().startswith("<script>alert(1)</script>")
    assert page.locator("#session-s5 .p-name").text_content() == NASTY[5]
    picture(page, f"hostile-{view}")


# --- Lighthouse, speed ---


@pytest.mark.parametrize("form", ["desktop", "mobile"])
def test_lighthouse(seed: Path, tmp_path: Path, form: str) -> None:
    """Lighthouse gives 100 for accessibility, best practices and SEO."""
    summoned("chromium")
    judge = summoned(".bin/lighthouse")
    with serving(seed) as address:
        preset = ("--preset=desktop",) if form == "desktop" else ()
        answer(
            judge,
            f"{address}index.html",
            "--quiet",
            "--output=json",
            f"--output-path={tmp_path / 'report.json'}",
            *preset,
            "--only-categories=accessibility,best-practices,seo",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        )
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    scores = {name: category["score"] for name, category in report["categories"].items()}
    failed = [(i, audit["title"]) for i, audit in report["audits"].items() if audit["score"] == 0]
    assert scores == {"accessibility": 1, "best-practices": 1, "seo": 1}, failed


# --- widget ---


def test_widget(visit: Visit, every: Path, tmp_path: Path) -> None:
    """An element on somebody else's page shows a part of the programme in a shadow tree, in the reader's zone."""
    folder = tmp_path / "site"
    shutil.copytree(every, folder / "feeds")
    (folder / "index.html").write_text(
        "<!DOCTYPE html><html lang=en><title>x</title><link rel=icon href=feeds/icon.svg><h2>Ours</h2>"
        "<summit-ical src='feeds/' track='formats'><p>Programme</p></summit-ical>"
        "<script src='feeds/widget.js' defer></script></html>"
    )
    page = visit(folder, timezone_id="Asia/Tokyo")
    first = page.locator("summit-ical li").first
    expect(first).to_contain_text("17:45–19:15 (10:45–12:15 CEST)")
    expect(first).to_contain_text("Eine Agenda, ein Feed")
    assert page.locator("summit-ical li").count() == 7
    assert page.locator("summit-ical a").last.get_attribute("href").endswith("/feeds/index.html#track-formats")
    assert page.locator("h2").evaluate("one => getComputedStyle(one).fontFamily") != page.locator(
        "summit-ical li"
    ).first.evaluate("one => getComputedStyle(one).fontFamily")


def test_widget_that_cannot_read(visit: Visit, every: Path, tmp_path: Path) -> None:
    """Where the page cannot be read, what stood in the element stays."""
    shutil.copytree(every, tmp_path / "site")
    (tmp_path / "site" / "index.html").write_text(
        "<!DOCTYPE html><html lang=en><title>x</title><link rel=icon href=icon.svg>"
        "<summit-ical src='./' track='nobody'><p>Programme</p></summit-ical>"
        "<script src='widget.js' defer></script></html>"
    )
    page = visit(tmp_path / "site")
    page.wait_for_timeout(300)
    assert page.get_by_text("Programme").is_visible()
