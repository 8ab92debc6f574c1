"""The address of a feed in, the entries that evolution-data-server has of it as JSON on stdout.

This is what Evolution, GNOME Calendar and the GNOME shell show of a feed that somebody follows. Runs in the Python
that has Debian's bindings, in a D-Bus session and a home of its own. See `subscribers/__init__.py` for what is asked
and answered.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

SECONDS = 30  # for the service to know the source
CONNECTED = 1  # seconds to wait for word of a connection, which a webcal source never gives
SERVICES = Path("/usr/share/dbus-1/services")
SOURCE = """
[Data Source]
DisplayName=Summit
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal
Selected=true

[Security]
Method=none

[Authentication]
Host={host}
Port={port}
Method=none

[WebDAV Backend]
ResourcePath={path}

[Offline]
StaySynchronized=true

[Refresh]
Enabled=true
IntervalMinutes=60
"""
STATUS = {
    ICalGLib.PropertyStatus.CONFIRMED: "CONFIRMED",
    ICalGLib.PropertyStatus.TENTATIVE: "TENTATIVE",
    ICalGLib.PropertyStatus.CANCELLED: "CANCELLED",
}


def installed() -> None:
    """Raise FileNotFoundError where a session cannot start the service."""
    if not shutil.which("dbus-run-session"):
        raise FileNotFoundError("no dbus-run-session here")
    if not any(SERVICES.glob("org.gnome.evolution.dataserver.Calendar*.service")):
        raise FileNotFoundError("no evolution-data-server here")


def in_session(address: str, home: Path) -> None:
    """Become a D-Bus session that runs this program again, where only the source of this feed is known."""
    folders = {name: home / name.lower() for name in ("CONFIG", "DATA", "CACHE")}
    runtime = home / "runtime"
    for folder in (*folders.values(), runtime):
        folder.mkdir(mode=0o700)
    sources = folders["CONFIG"] / "evolution" / "sources"
    sources.mkdir(parents=True)
    parts = urlsplit(address)
    text = SOURCE.format(host=parts.hostname, port=parts.port, path=parts.path)
    (sources / "feed.source").write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        **{f"XDG_{name}_HOME": str(folder) for name, folder in folders.items()},
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "GSETTINGS_BACKEND": "memory",
        "GIO_USE_NETWORK_MONITOR": "base",
        "GIO_USE_PROXY_RESOLVER": "dummy",
        "GIO_USE_VFS": "local",
    }
    command = ["dbus-run-session", "--", sys.executable, "-I", __file__, "in session"]
    os.execvpe(command[0], command, environment)


def arrived() -> None:
    """Let the signals in that have come."""
    while GLib.MainContext.default().iteration(False):
        pass


def shown(when: Any) -> str:
    """Return an instant as 2023-03-29T14:00:00Z, a date as 2022-05-18."""
    day = f"{when.get_year():04}-{when.get_month():02}-{when.get_day():02}"
    clock = f"T{when.get_hour():02}:{when.get_minute():02}:{when.get_second():02}"
    return day if when.is_date() else day + clock + ("Z" if when.is_utc() else "")


def entry(component: Any) -> dict[str, Any]:
    """Return an entry of the service's."""
    event = component.get_icalcomponent()
    start, end = event.get_dtstart(), event.get_dtend()
    return {
        "uid": event.get_uid(),
        "start": shown(start),
        "end": shown(end),
        "all_day": start.is_date(),
        "summary": event.get_summary(),
        "description": event.get_description(),
        "location": event.get_location(),
        "categories": component.get_categories_list(),
        "status": STATUS[event.get_status()],
        "sequence": event.get_sequence(),
    }


def source(registry: Any) -> Any:
    """Return the source, once the service knows of it. Raises LookupError where it never does."""
    loop = GLib.MainLoop()
    GLib.timeout_add_seconds(SECONDS, loop.quit)
    registry.connect("source-added", lambda *_: loop.quit())
    found = registry.ref_source("feed")
    if not found:
        loop.run()
        found = registry.ref_source("feed")
    if not found:
        raise LookupError("evolution-data-server does not know the source")
    return found


def subscribe() -> None:
    """Answer the lines on stdin until there are no more."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    client = ECal.Client.connect_sync(source(registry), ECal.ClientSourceType.EVENTS, CONNECTED, None)
    updates: list[tuple[str, str]] = []
    view = client.get_view_sync("#t", None)[1]
    for what in "added", "modified":
        view.connect(f"objects-{what}", lambda _, found, what: updates.extend((what, o.get_uid()) for o in found), what)
    view.connect("objects-removed", lambda _, found: updates.extend(("removed", o.get_uid()) for o in found))
    view.start()
    for line in sys.stdin:
        arrived()
        answer: dict[str, Any] = {}
        if line.strip() == "refresh":
            client.refresh_sync(None)
        else:
            held = client.get_object_list_as_comps_sync("#t", None)[1]
            arrived()
            answer = {"entries": list(map(entry, held)), "updates": updates}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["in session"]:
        subscribe()
    elif sys.argv[1:]:
        in_session(sys.argv[1], Path(sys.argv[2]))
    else:
        installed()
        print("{}")
