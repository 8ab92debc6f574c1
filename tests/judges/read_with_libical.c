/* Paths of .ics files in, the entries that libical reads out of them as JSON on stdout. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *content_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) {
        perror(path);
        exit(2);
    }
    size_t size = (size_t)ftell(file);
    char *content = calloc(size + 1, 1);
    rewind(file);
    if (!content || fread(content, 1, size, file) != size) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return content;
}

static void print_text(const char *text)
{
    if (!text || !*text) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at == '"' || *at == '\\')
            printf("\\%c", *at);
        else if (*at < 0x20)
            printf("\\u%04x", *at);
        else
            putchar(*at);
    }
    putchar('"');
}

static void print_time(struct icaltimetype time)
{
    printf("\"%04d-%02d-%02d", time.year, time.month, time.day);
    if (!time.is_date)
        printf("T%02d:%02d:%02d%s", time.hour, time.minute, time.second, icaltime_is_utc(time) ? "Z" : "");
    putchar('"');
}

static void print_categories(icalcomponent *event)
{
    const char *comma = "";
    putchar('[');
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY); property;
         property = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY)) {
        fputs(comma, stdout);
        print_text(icalproperty_get_categories(property));
        comma = ",";
    }
    putchar(']');
}

static void print_entry(icalcomponent *event)
{
    icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    fputs("{\"uid\":", stdout);
    print_text(icalcomponent_get_uid(event));
    fputs(",\"start\":", stdout);
    print_time(icalcomponent_get_dtstart(event));
    fputs(",\"end\":", stdout);
    print_time(icalcomponent_get_dtend(event));
    printf(",\"all_day\":%s,\"summary\":", icalcomponent_get_dtstart(event).is_date ? "true" : "false");
    print_text(icalcomponent_get_summary(event));
    fputs(",\"description\":", stdout);
    print_text(icalcomponent_get_description(event));
    fputs(",\"location\":", stdout);
    print_text(icalcomponent_get_location(event));
    fputs(",\"categories\":", stdout);
    print_categories(event);
    fputs(",\"status\":", stdout);
    print_text(status ? icalproperty_status_to_string(icalproperty_get_status(status)) : NULL);
    printf(",\"sequence\":%d}", icalcomponent_get_sequence(event));
}

static void print_entries(const char *path)
{
    char *content = content_of(path);
    icalcomponent *calendar = icalparser_parse_string(content);
    const char *comma = "";
    if (!calendar) {
        fprintf(stderr, "%s: not iCalendar\n", path);
        exit(2);
    }
    print_text(path);
    fputs(":[", stdout);
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        fputs(comma, stdout);
        print_entry(event);
        comma = ",";
    }
    putchar(']');
    icalcomponent_free(calendar);
    free(content);
}

int main(int count, char **arguments)
{
    putchar('{');
    for (int at = 1; at < count; at++) {
        if (at > 1)
            putchar(',');
        print_entries(arguments[at]);
    }
    puts("}");
    return 0;
}
