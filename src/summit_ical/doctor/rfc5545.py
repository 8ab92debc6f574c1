"""What there is: properties, parameters and components of RFC 5545 and its extensions. Tables only."""

from collections.abc import Mapping
from dataclasses import dataclass

from summit_ical.doctor.codes import cell
from summit_ical.doctor.values import (
    ANY,
    APPLE_COLOR,
    BINARY,
    CAL_ADDRESS,
    COLOR,
    DATE,
    DATE_TIME,
    DURATION,
    GEO,
    INTEGER_MAX,
    LOCAL_TIME,
    MARKUP,
    OFFSET,
    PERIOD,
    RECUR,
    REPLY_STATUS,
    TEXT,
    TEXTS,
    UID,
    URI,
    URI_FORM,
    UTC_TIME,
    Kind,
    choice,
    integer,
    uri_faults,
)


@dataclass(frozen=True, slots=True)
class Property:
    """What a property's value may be."""

    kinds: tuple[Kind, ...]  # the first is the default
    listed: bool = False  # several values, with commas
    told: bool = False  # VALUE is required, there is no default


def takes(*kinds: Kind, listed: bool = False, told: bool = False) -> Property:
    """Return a row of the table below."""
    return Property(kinds, listed, told)


PROPERTIES: Mapping[str, Property] = {
    # the calendar: RFC 5545 3.7, RFC 7986 5
    "CALSCALE": takes(choice("GREGORIAN")),
    "METHOD": takes(
        choice(
            "PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER",
            open_ended=True,
        )
    ),
    "PRODID": takes(TEXT),
    "VERSION": takes(choice("2.0")),
    "NAME": takes(TEXT),
    "REFRESH-INTERVAL": takes(DURATION, told=True),
    "SOURCE": takes(URI, told=True),
    "COLOR": takes(COLOR),
    "IMAGE": takes(URI, BINARY, told=True),
    "CONFERENCE": takes(URI, told=True),
    # descriptive: RFC 5545 3.8.1
    "ATTACH": takes(URI, BINARY),
    "CATEGORIES": takes(TEXTS),
    "CLASS": takes(choice("PUBLIC", "PRIVATE", "CONFIDENTIAL", open_ended=True)),
    "COMMENT": takes(TEXT),
    "DESCRIPTION": takes(TEXT),
    "GEO": takes(GEO),
    "LOCATION": takes(TEXT),
    "PERCENT-COMPLETE": takes(integer(0, 100)),
    "PRIORITY": takes(integer(0, 9)),
    "RESOURCES": takes(TEXTS),
    "STATUS": takes(ANY),  # each component has its own, below
    "SUMMARY": takes(TEXT),
    # when: RFC 5545 3.8.2
    "COMPLETED": takes(UTC_TIME),
    "DTEND": takes(DATE_TIME, DATE),
    "DUE": takes(DATE_TIME, DATE),
    "DTSTART": takes(DATE_TIME, DATE),
    "DURATION": takes(DURATION),
    "FREEBUSY": takes(PERIOD, listed=True),
    "TRANSP": takes(choice("OPAQUE", "TRANSPARENT")),
    # zones: RFC 5545 3.8.3, RFC 7808 7
    "TZID": takes(TEXT),
    "TZNAME": takes(TEXT),
    "TZOFFSETFROM": takes(OFFSET),
    "TZOFFSETTO": takes(OFFSET),
    "TZURL": takes(URI),
    "TZUNTIL": takes(UTC_TIME),
    "TZID-ALIAS-OF": takes(TEXT),
    # relationship: RFC 5545 3.8.4
    "ATTENDEE": takes(CAL_ADDRESS),
    "CONTACT": takes(TEXT),
    "ORGANIZER": takes(CAL_ADDRESS),
    "RECURRENCE-ID": takes(DATE_TIME, DATE),
    "RELATED-TO": takes(TEXT, UID, URI),
    "URL": takes(URI),
    "UID": takes(TEXT),
    # recurrence: RFC 5545 3.8.5
    "EXDATE": takes(DATE_TIME, DATE, listed=True),
    "RDATE": takes(DATE_TIME, DATE, PERIOD, listed=True),
    "RRULE": takes(RECUR),
    "EXRULE": takes(RECUR),
    # alarms: RFC 5545 3.8.6, RFC 9074
    "ACTION": takes(choice("AUDIO", "DISPLAY", "EMAIL", "PROCEDURE", "NONE", "URI", open_ended=True)),
    "REPEAT": takes(integer(0, INTEGER_MAX)),
    "TRIGGER": takes(DURATION, UTC_TIME),
    "ACKNOWLEDGED": takes(UTC_TIME),
    "PROXIMITY": takes(choice("ARRIVE", "DEPART", "CONNECT", "DISCONNECT", open_ended=True)),
    # change: RFC 5545 3.8.7 and 3.8.8
    "CREATED": takes(UTC_TIME),
    "DTSTAMP": takes(UTC_TIME),
    "LAST-MODIFIED": takes(UTC_TIME),
    "SEQUENCE": takes(integer(0, INTEGER_MAX)),
    "REQUEST-STATUS": takes(REPLY_STATUS),
    "XML": takes(ANY),
    # RFC 7953, RFC 9073, RFC 9253
    "BUSYTYPE": takes(choice("BUSY", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE", open_ended=True)),
    "CALENDAR-ADDRESS": takes(CAL_ADDRESS),
    "LOCATION-TYPE": takes(TEXTS),
    "PARTICIPANT-TYPE": takes(ANY),
    "RESOURCE-TYPE": takes(ANY),
    "STRUCTURED-DATA": takes(MARKUP, BINARY, URI, told=True),
    "STYLED-DESCRIPTION": takes(MARKUP, URI, told=True),
    "CONCEPT": takes(URI),
    "LINK": takes(URI, UID, MARKUP, Kind("XML-REFERENCE", URI_FORM, uri_faults), told=True),
    "REFID": takes(TEXT),
    # nobody's, and everybody's
    "X-WR-CALNAME": takes(TEXT),
    "X-WR-CALDESC": takes(TEXT),
    "X-WR-TIMEZONE": takes(TEXT),
    "X-WR-RELCALID": takes(TEXT),
    "X-PUBLISHED-TTL": takes(DURATION),
    "X-APPLE-CALENDAR-COLOR": takes(APPLE_COLOR),
    "X-MICROSOFT-CDO-BUSYSTATUS": takes(
        choice("FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE", open_ended=True)
    ),
}  # fmt: skip
PLAIN_NAMES = cell("CONFERENCE COLOR GEO IMAGE SOURCE URL LOCATION")  # whose lines say nothing of others
X_NAMES = tuple(name for name in PROPERTIES if name.startswith("X-"))
UNASKED = {"ORGANIZER": "organizer", "ATTENDEE": "attendee"}  # in a published feed
RISKY = cell("STYLED-DESCRIPTION STRUCTURED-DATA LINK CONCEPT REFID PARTICIPANT VLOCATION VRESOURCE")

ANYTHING = r".*"
PARAMETERS: Mapping[str, str] = {  # name -> the form of each value; RFC 5545 3.2 and later
    **dict.fromkeys(
        cell(
            "ALTREP CN CUTYPE DELEGATED-FROM DELEGATED-TO DERIVED DIR DISPLAY EMAIL FBTYPE FEATURE FILENAME "
            "GAP IANA LABEL LINKREL MANAGED-ID MEMBER ORDER PARTSTAT RELTYPE ROLE SCHEDULE-AGENT "
            "SCHEDULE-FORCE-SEND SCHEDULE-STATUS SCHEMA SENT-BY SIZE TZID VALUE"
        ),
        ANYTHING,
    ),
    "ENCODING": "8BIT|BASE64",
    "FMTTYPE": r"[^\s/]+/[^\s/]+",
    "LANGUAGE": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "RANGE": "THISANDFUTURE",
    "RELATED": "START|END",
    "RSVP": "TRUE|FALSE",
}
QUOTED = cell("ALTREP DELEGATED-FROM DELEGATED-TO DIR MEMBER SCHEMA SENT-BY")


@dataclass(frozen=True, slots=True)
class Component:
    """What a component may hold, and where it may stand. RFC 5545 3.6."""

    within: tuple[str, ...]
    required: frozenset[str]
    once: frozenset[str]
    many: frozenset[str]
    own: Mapping[str, Property]  # properties that differ here from the table above

    def row(self, name: str) -> Property:
        """Return a known property's row as it is in this component."""
        return self.own.get(name) or PROPERTIES[name]

    @property
    def names(self) -> frozenset[str]:
        """The properties that belong here."""
        return self.required | self.once | self.many


def holds(within: str, required: str, once: str = "", many: str = "", **own: Property) -> Component:
    """Return a row of the table below; names are separated by spaces."""
    return Component(tuple(within.split()), cell(required), cell(once), cell(many), own)


FILE = "nothing"  # what a VCALENDAR stands in
ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
ENTRY_ONCE = "CLASS COLOR CREATED LAST-MODIFIED ORGANIZER RECURRENCE-ID SEQUENCE STATUS SUMMARY URL DTSTART "
ENTRY_MANY = (
    "ATTACH ATTENDEE CATEGORIES COMMENT CONCEPT CONTACT EXDATE EXRULE IMAGE LINK RDATE REFID RELATED-TO "
    "REQUEST-STATUS RRULE STRUCTURED-DATA STYLED-DESCRIPTION XML "
)
ZONE_RULE = {"DTSTART": takes(LOCAL_TIME), "RDATE": takes(LOCAL_TIME, PERIOD, listed=True)}
COMPONENTS: Mapping[str, Component] = {
    "VCALENDAR": holds(
        FILE,
        "PRODID VERSION",
        "CALSCALE METHOD LAST-MODIFIED URL REFRESH-INTERVAL SOURCE COLOR " + " ".join(X_NAMES),
        "NAME DESCRIPTION CATEGORIES IMAGE XML",  # NAME and DESCRIPTION once per language: RFC 7986 5.1
    ),
    "VEVENT": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE + "DESCRIPTION DTEND DURATION GEO LOCATION PRIORITY TRANSP",
        ENTRY_MANY + "CONFERENCE RESOURCES",
        STATUS=takes(choice("TENTATIVE", "CONFIRMED", "CANCELLED")),
    ),
    "VTODO": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE + "COMPLETED DESCRIPTION DUE DURATION GEO LOCATION PERCENT-COMPLETE PRIORITY",
        ENTRY_MANY + "CONFERENCE RESOURCES",
        STATUS=takes(choice("NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED")),
    ),
    "VJOURNAL": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE,
        ENTRY_MANY + "DESCRIPTION",
        STATUS=takes(choice("DRAFT", "FINAL", "CANCELLED")),
    ),
    "VFREEBUSY": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        "CONTACT DTSTART DTEND ORGANIZER URL",
        "ATTENDEE COMMENT FREEBUSY REQUEST-STATUS STYLED-DESCRIPTION XML",
        DTSTART=takes(UTC_TIME),
        DTEND=takes(UTC_TIME),
    ),
    "VTIMEZONE": holds("VCALENDAR", "TZID", "LAST-MODIFIED TZURL TZUNTIL", "TZID-ALIAS-OF XML"),
    "STANDARD": holds(
        "VTIMEZONE", "DTSTART TZOFFSETFROM TZOFFSETTO", "", "COMMENT RDATE RRULE TZNAME XML", **ZONE_RULE
    ),
    "DAYLIGHT": holds(
        "VTIMEZONE", "DTSTART TZOFFSETFROM TZOFFSETTO", "", "COMMENT RDATE RRULE TZNAME XML", **ZONE_RULE
    ),
    "VALARM": holds(
        "VEVENT VTODO AVAILABLE",
        "ACTION TRIGGER",
        "ACKNOWLEDGED DESCRIPTION DURATION PROXIMITY REPEAT SUMMARY UID",
        "ATTACH ATTENDEE RELATED-TO STYLED-DESCRIPTION XML",
    ),
    "VAVAILABILITY": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        "BUSYTYPE CLASS CREATED DESCRIPTION DTSTART DTEND DURATION LAST-MODIFIED LOCATION ORGANIZER PRIORITY "
        "SEQUENCE SUMMARY URL",
        "CATEGORIES COMMENT CONTACT XML",
    ),
    "AVAILABLE": holds(
        "VAVAILABILITY",
        "UID DTSTAMP DTSTART",
        "CREATED DESCRIPTION DTEND DURATION LAST-MODIFIED LOCATION RECURRENCE-ID RRULE SUMMARY",
        "CATEGORIES COMMENT CONTACT EXDATE RDATE XML",
    ),
    "PARTICIPANT": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY",
        "UID PARTICIPANT-TYPE",
        "CALENDAR-ADDRESS CREATED DESCRIPTION DTSTAMP GEO LAST-MODIFIED PRIORITY SEQUENCE STATUS SUMMARY URL",
        "ATTACH CATEGORIES COMMENT CONTACT LOCATION REQUEST-STATUS RELATED-TO RESOURCES STRUCTURED-DATA "
        "STYLED-DESCRIPTION XML",
    ),
    "VLOCATION": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY VALARM PARTICIPANT",
        "UID",
        "DESCRIPTION GEO LOCATION-TYPE NAME URL",
        "STRUCTURED-DATA XML",
    ),
    "VRESOURCE": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY PARTICIPANT",
        "UID",
        "DESCRIPTION GEO NAME RESOURCE-TYPE",
        "STRUCTURED-DATA XML",
    ),
}  # fmt: skip
