"""Kinds of value of RFC 5545 3.3 and later, each with a pattern that clean ones match and what explains the others."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from summit_ical.doctor.codes import Fault, cell, excerpt, listing, meant
from summit_ical.model.source import shown


@dataclass(frozen=True, slots=True)
class Kind:
    """A value type of RFC 5545 3.3, or one property's narrower use of it."""

    name: str  # as VALUE= says it
    clean: str  # pattern; a value that matches in full has no faults (others may have none either)
    faults: Callable[[str], Iterator[Fault]]


NEVER = "(?!)"
TEXT_TOKEN = re.compile(r"\\[\\;,nN]|\\|[,;]")
TAG = re.compile(
    r"</?(?:a|b|body|br|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|pre|span|strong|table|td|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.I,
)
DAY = (  # leap days are left to the second look
    r"(?!0000)\d{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
)
CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.A)
OFFSET_STAMP = re.compile(r"\d{8}T\d{6} ?[+-]\d\d:?\d\d", re.A)
DURATION_FORM = r"P(?:\d+W|(?=[\dT])(?:\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)"
DURATION_PATTERN = re.compile(rf"([+-]?){DURATION_FORM}", re.A)
URI_FORM = r"[A-Za-z][A-Za-z0-9+.-]*+:[A-Za-z0-9!#$%&'()*+,./:;=?@\[\]_~-]++"
URI_PATTERN = re.compile(URI_FORM)
IRI_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:[^\x00-\x20\x7f\"<>\\^`{|}]++")


def text_faults(value: str, *, bare: str = ",;", html: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with a TEXT; `bare` are the characters that need a backslash. RFC 5545 3.3.11."""
    if not value:
        yield Fault("empty", 0, {})
        return
    if value != value.strip(" \t"):
        yield Fault("outer-space", 0, {"value": shown(value)})
    seen = {"begin-in-text"} if value.startswith("BEGIN:V") else set()
    if seen:
        yield Fault("begin-in-text", 0, {"value": "BEGIN:V"})
    for token in TEXT_TOKEN.finditer(value):
        found, at = token.group(), token.start()
        if found == "\\":
            code = "bad-escape"
        elif found in bare:
            code = "unescaped"
        elif found in ("\\n", "\\N") and value.startswith("BEGIN:V", token.end()):
            code, at = "begin-in-text", token.end()
        else:
            continue
        if code not in seen:  # the first of a kind stands for the others in this text
            seen.add(code)
            words = {"value": "BEGIN:V" if code == "begin-in-text" else excerpt(value, at), "mark": found}
            yield Fault(code, at, words)
    if html and (tag := TAG.search(value)):
        yield Fault("html", tag.start(), {"value": shown(tag.group())})


def list_faults(faults: Callable[[str], Iterator[Fault]], value: str) -> Iterator[Fault]:
    """Yield what is wrong with the values of a list with commas."""
    offset = 0
    for item in value.split(","):
        for fault in faults(item):
            yield fault._replace(offset=offset + fault.offset)
        offset += len(item) + 1


def any_faults(value: str) -> Iterator[Fault]:
    """Yield nothing unless the value is empty: a type of somebody's own."""
    if not value:
        yield Fault("empty", 0, {})


def stamp_exists(stamp: re.Match[str]) -> bool:
    """Return whether there is such a day, and such a second (60 is a leap second)."""
    year, month, day, hour, minute, second = (int(digits or 0) for digits in stamp.groups()[:6])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return hour <= 23 and minute <= 59 and second <= 60


def date_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a DATE. RFC 5545 3.3.4."""
    stamp = STAMP.fullmatch(value)
    if not stamp or stamp[4]:
        yield Fault("bad-date", 0, {"value": shown(value)})
    elif not stamp_exists(stamp):
        yield Fault("impossible-date", 0, {"value": shown(value)})


def date_time_faults(value: str, *, zone: str = "") -> Iterator[Fault]:
    """Yield what is wrong with a DATE-TIME; `zone` says 'utc' or 'local' if only that will do. RFC 5545."""
    stamp = STAMP.fullmatch(value)
    words = {"value": shown(value)}
    if not stamp:
        yield Fault("fixed-offset" if OFFSET_STAMP.fullmatch(value) else "bad-date-time", 0, words)
    elif not stamp_exists(stamp):
        yield Fault("impossible-date", 0, words)
    elif not stamp[4]:
        yield Fault("bad-date-time", 0, words) if zone else Fault("date-untold", 0, {**words, "plain": value})
    elif zone == "utc" and not stamp[7]:
        yield Fault("not-utc", 0, words)
    elif zone == "local" and stamp[7]:
        yield Fault("not-local", 0, words)


def period_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a PERIOD. RFC 5545 3.3.9."""
    start, _, end = value.partition("/")
    stamps = [STAMP.fullmatch(start), STAMP.fullmatch(end)]
    times = [bool(stamp and stamp[4] and stamp_exists(stamp)) for stamp in stamps]
    duration = DURATION_PATTERN.fullmatch(end)
    if not times[0] or not (times[1] or (duration and duration[1] != "-")):
        yield Fault("bad-period", 0, {"value": shown(value)})


def pattern_faults(pattern: re.Pattern[str], code: str, value: str) -> Iterator[Fault]:
    """Yield a fault with this code unless the value has the form."""
    if not pattern.fullmatch(value):
        yield Fault(code, 0, {"value": shown(value)})


def uri_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a URI or CAL-ADDRESS. RFC 3986, RFC 5545 3.3.13."""
    if not value:
        yield Fault("empty", 0, {})
    elif not URI_PATTERN.fullmatch(value):
        yield Fault("iri" if IRI_PATTERN.fullmatch(value) else "bad-uri", 0, {"value": shown(value)})


def geo_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a GEO value, in degrees. RFC 5545 3.8.1.6."""
    place = re.fullmatch(r"([+-]?\d{1,3}(?:\.\d+)?);([+-]?\d{1,3}(?:\.\d+)?)", value, re.A)
    if not place or abs(float(place[1])) > 90 or abs(float(place[2])) > 180:
        yield Fault("bad-geo", 0, {"value": shown(value)})


def integer_faults(low: int, high: int, value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is a whole number in a range. RFC 5545 3.3.8."""
    # ten digits are the most a 32-bit number has; leading zeros are legal
    number = re.fullmatch(r"([+-]?)0*(\d{1,10})", value, re.A)
    if not number or not low <= int(number[1] + number[2]) <= high:
        yield Fault("bad-integer", 0, {"value": shown(value), "low": str(low), "high": str(high)})


def choice_faults(values: tuple[str, ...], code: str, value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is one of these, in any case; X- values pass where any may be added."""
    upper = value.upper()
    if upper in values or (code == "unknown-choice" and upper.startswith("X-")):
        return
    way = f"write {listing(values)}"
    if upper == "CANCELED":
        way = "CANCELLED is written with two L"
    yield Fault(code, 0, {"value": shown(value), "way": way})


def color_faults(value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is a CSS3 colour name. RFC 7986 5.9."""
    if value.lower() not in COLORS:
        way = partial(meant, value.lower(), COLORS, "write a CSS3 name, such as teal, not a number")
        yield Fault("bad-color", 0, {"value": shown(value), "way": way})


def apple_color_faults(value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is #RRGGBB or #RRGGBBAA."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?", value):
        yield Fault("bad-color", 0, {"value": shown(value), "way": "write #RRGGBB, such as #008080"})


WEEKDAY = "(?:SU|MO|TU|WE|TH|FR|SA)"
RULE_PARTS: Mapping[str, str] = {  # RFC 5545 3.3.10, RFC 7529
    "FREQ": "SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY",
    "UNTIL": rf"\d{{8}}(?:T{CLOCK}Z?)?",
    "COUNT": r"0*[1-9]\d{0,8}",
    "INTERVAL": r"0*[1-9]\d{0,8}",
    "BYSECOND": r"@(?:[0-5]?\d|60)",
    "BYMINUTE": r"@[0-5]?\d",
    "BYHOUR": r"@(?:[01]?\d|2[0-3])",
    "BYDAY": rf"@(?:[+-]?(?:0?[1-9]|[1-4]\d|5[0-3]))?{WEEKDAY}",
    "BYMONTHDAY": r"@[+-]?(?:0?[1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"@[+-]?(?:0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYWEEKNO": r"@[+-]?(?:0?[1-9]|[1-4]\d|5[0-3])",
    "BYMONTH": r"@(?:0?[1-9]|1[0-2])L?",
    "BYSETPOS": r"@[+-]?(?:0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "WKST": WEEKDAY,
    "RSCALE": r"[A-Z0-9-]+",
    "SKIP": "OMIT|BACKWARD|FORWARD",
}


@cache
def compiled(form: str) -> re.Pattern[str]:
    """Compile a form of a rule's part or of a parameter when it is first met; @ marks a list."""
    return re.compile(rf"(?:{form[1:]})(?:,(?:{form[1:]}))*" if form[0] == "@" else form, re.I | re.A)


def rule_faults(value: str) -> Iterator[Fault]:
    """Yield the first thing that is wrong with a RECUR value. RFC 5545 3.3.10."""
    parts: dict[str, str] = {}
    what, at, offset = "", 0, 0
    for item in value.split(";"):
        part, _, argument = item.upper().partition("=")
        pattern = compiled(RULE_PARTS[part]) if part in RULE_PARTS else None
        if pattern is None:
            what = f"has the unknown part {shown(item)}"
        elif part in parts:
            what = f"has {part} twice"
        elif not pattern.fullmatch(argument):
            what = f"has {part} with {shown(argument)}"
        if what:
            at = offset
            break
        parts[part] = argument
        offset += len(item) + 1
    else:
        if "FREQ" not in parts:
            what = "has no FREQ"
        elif "COUNT" in parts and "UNTIL" in parts:
            what = "has both COUNT and UNTIL"
    if what:
        yield Fault("bad-rule", at, {"value": shown(value), "what": what})


def choice(*values: str, open_ended: bool = False) -> Kind:
    """Return the kind of a value from a list; `open_ended` where others may be registered."""
    code = "unknown-choice" if open_ended else "bad-choice"
    return Kind("TEXT", "|".join(map(re.escape, values)), partial(choice_faults, values, code))


def integer(low: int, high: int) -> Kind:
    """Return the kind of a whole number in a range."""
    clean = r"(?:0|[1-9]\d{0,8})" if (low, high) == (0, INTEGER_MAX) else NEVER
    return Kind("INTEGER", clean, partial(integer_faults, low, high))


INTEGER_MAX = 2**31 - 1
OFFSET_FORM = r"(?!-0000)[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
STATUS_FORM = r"\d(?:\.\d{1,3}){1,2};.*"
# One pass, no way back: possessive throughout.
TEXT_CLEAN = r"(?!BEGIN:V)(?=[^ \t])[^\\,;<]*+(?:\\(?:[\\;,]|[nN](?!BEGIN:V))[^\\,;<]*+)*+(?<![ \t])"

# https://www.w3.org/TR/css-color-3/#svg-color
COLORS = cell("""
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
    burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue
    darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange
    darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise
    darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia
    gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo
    ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue
    lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon
    mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
    mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
    navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
    paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple red rosybrown
    royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray
    slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke
    yellow yellowgreen
""")

TEXT = Kind("TEXT", TEXT_CLEAN, text_faults)
TEXTS = Kind("TEXT", TEXT_CLEAN.replace("[^\\\\,;<]", "[^\\\\;<]"), partial(text_faults, bare=";"))
MARKUP = Kind("TEXT", NEVER, partial(text_faults, html=False))
ANY = Kind("TEXT", r".+", any_faults)
DATE = Kind("DATE", DAY, date_faults)
DATE_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}Z", date_time_faults)
UTC_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}Z", partial(date_time_faults, zone="utc"))
LOCAL_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}", partial(date_time_faults, zone="local"))
PERIOD = Kind("PERIOD", NEVER, period_faults)
DURATION = Kind("DURATION", rf"[+-]?{DURATION_FORM}", partial(pattern_faults, DURATION_PATTERN, "bad-duration"))
URI = Kind("URI", URI_FORM, uri_faults)
CAL_ADDRESS = Kind("CAL-ADDRESS", URI_FORM, uri_faults)
UID = Kind("UID", TEXT_CLEAN, text_faults)
RECUR = Kind("RECUR", NEVER, rule_faults)
GEO = Kind("FLOAT", r"-?[0-8]?\d(?:\.\d+)?;-?(?:1[0-7]\d|\d?\d)(?:\.\d+)?", geo_faults)
OFFSET = Kind("UTC-OFFSET", OFFSET_FORM, partial(pattern_faults, re.compile(OFFSET_FORM, re.A), "bad-offset"))
BINARY = Kind(
    "BINARY",
    NEVER,
    partial(pattern_faults, re.compile(r"(?:[A-Za-z0-9+/]{4})*+[A-Za-z0-9+/=]{4}"), "bad-binary"),
)
REPLY_STATUS = Kind("TEXT", STATUS_FORM, partial(pattern_faults, re.compile(STATUS_FORM, re.A), "bad-status-code"))
COLOR = Kind("TEXT", NEVER, color_faults)  # a pattern of 147 names takes a millisecond and a half to compile
APPLE_COLOR = Kind("TEXT", r"#[0-9A-F]{6}", apple_color_faults)
