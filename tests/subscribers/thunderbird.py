"""The address of a feed in, the entries that Thunderbird has of it as JSON on stdout.

Thunderbird runs without a display, in a profile of its own; we ask it over Marionette, its own remote protocol. With
the word `offline` behind the other arguments the calendar has "offline support", as its dialogue proposes. See
`subscribers/__init__.py` for what is asked and answered.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS = 60  # for it to start, and for each answer
PROGRAMS = ("/usr/lib/thunderbird/thunderbird", "thunderbird")
PREFERENCES = {
    "calendar.timezone.useSystemTimezone": True,
    "app.update.enabled": False,
    "app.donation.eoy.version.viewed": 999,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
}
# As its dialogue does it. The observer is told of what is read from the feed, from the first entry on; with offline
# support not of how the cache is then filled from that, which happens at every look.
SUBSCRIBE = """
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
globalThis.calendar = cal.manager.createCalendar("ics", Services.io.newURI(arguments[0]));
calendar.name = "Summit";
calendar.readOnly = true;
calendar.setProperty("cache.enabled", arguments[1]);
globalThis.updates = [];
const nothing = () => {};
calendar.addObserver({
  QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
  onStartBatch: nothing, onEndBatch: nothing, onLoad: nothing, onError: nothing,
  onPropertyChanged: nothing, onPropertyDeleting: nothing,
  onAddItem: item => updates.push(["added", item.id]),
  onModifyItem: item => updates.push(["modified", item.id]),
  onDeleteItem: item => updates.push(["removed", item.id]),
});
cal.manager.registerCalendar(calendar);
globalThis.calendar = cal.manager.getCalendars().find(one => one.name == "Summit");
"""
REFRESH = "calendar.refresh();"
LOOK = """
const done = arguments[arguments.length - 1];
const all = Ci.calICalendar.ITEM_FILTER_ALL_ITEMS;
calendar.getItemsAsArray(all, 0, null, null).then(items => done({
  entries: items.map(item => ({
    uid: item.id,
    start: item.startDate.icalString,
    end: item.endDate.icalString,
    all_day: item.startDate.isDate,
    summary: item.title,
    description: item.getProperty("DESCRIPTION"),
    location: item.getProperty("LOCATION"),
    categories: item.getCategories(),
    status: item.status,
    sequence: Number(item.getProperty("SEQUENCE")),
  })),
  updates,
}));
"""
SANDBOX: dict[str, Any] = {"sandbox": "summit", "newSandbox": False}  # one, so that updates add up
ICAL_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?")


class Marionette:
    """A connection to a program of Mozilla's that was started with --marionette."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.asked = 0
        self.received()

    def received(self) -> Any:
        """Return one message: its length in octets, a colon, JSON. Raises EOFError."""
        digits = b""
        while (octet := self.socket.recv(1)) != b":":
            if not octet:
                raise EOFError
            digits += octet
        raw = b""
        while len(raw) < int(digits):
            raw += self.socket.recv(int(digits) - len(raw))
        return json.loads(raw)

    def __call__(self, command: str, **parameters: Any) -> Any:
        """Return the answer to a command. Raises RuntimeError."""
        self.asked += 1
        raw = json.dumps([0, self.asked, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(raw), raw))
        _, _, error, result = self.received()
        if error:
            raise RuntimeError(error["message"])
        return result


def program() -> str:
    """Return the path of Thunderbird. Raises FileNotFoundError."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("no Thunderbird here")


@contextmanager
def running(home: Path) -> Iterator[Marionette]:
    """Start Thunderbird; end it, and what it started, at the end."""
    profile = home / "profile"
    profile.mkdir()
    preferences = {"marionette.port": 0, **PREFERENCES}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    options = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", str(profile))
    environment = {**os.environ, "HOME": str(home), "MOZ_HEADLESS": "1"}
    with (home / "said").open("wb") as said:
        bird = subprocess.Popen(
            [program(), *options], env=environment, stdout=said, stderr=said, start_new_session=True
        )
        try:
            yield connected(profile, bird)
        finally:
            os.killpg(bird.pid, signal.SIGKILL)  # its profile is gone with the home
            bird.wait()


def connected(profile: Path, bird: "subprocess.Popen[bytes]") -> Marionette:
    """Return a connection on the port that Thunderbird has chosen. Raises TimeoutError where there is none in time."""
    chosen = profile / "MarionetteActivePort"
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and bird.poll() is None:
        if chosen.exists() and (port := chosen.read_text().strip()):
            return Marionette(int(port))
        time.sleep(0.1)
    raise TimeoutError("Thunderbird does not answer")


def entry(held: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with its times as 2023-03-29T14:00:00Z or 2022-05-18; others stay as Thunderbird has them."""
    return {**held, "start": shown(held["start"]), "end": shown(held["end"])}


def shown(when: str) -> str:
    found = ICAL_TIME.fullmatch(when)
    if not found:
        return when
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}Z" if hour else "")


def subscribe(address: str, home: Path, offline: bool) -> None:
    """Answer the lines on stdin until there are no more."""
    with running(home) as ask:
        ask("WebDriver:NewSession", capabilities={})
        ask("Marionette:SetContext", value="chrome")
        ask("WebDriver:ExecuteScript", script=SUBSCRIBE, args=[address, offline], **SANDBOX)
        for line in sys.stdin:
            answer: dict[str, Any] = {}
            if line.strip() == "refresh":
                ask("WebDriver:ExecuteScript", script=REFRESH, args=[], **SANDBOX)
            else:
                answer = ask("WebDriver:ExecuteAsyncScript", script=LOOK, args=[], **SANDBOX)["value"]
                answer["entries"] = list(map(entry, answer["entries"]))
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    program()
    if sys.argv[1:]:
        subscribe(sys.argv[1], Path(sys.argv[2]), offline="offline" in sys.argv[3:])
    else:
        print("{}")
