<?php
// Paths of .ics files in, the entries that sabre/vobject reads out of them as JSON on stdout.
date_default_timezone_set(getenv('TZ'));
error_reporting(E_ALL & ~E_DEPRECATED);
require 'Sabre/VObject/autoload.php';

function shown($property) {
    $when = $property->getDateTime();
    if ($property->getDateType() === Sabre\VObject\Property\DateTime::DATE) {
        return $when->format('Y-m-d');
    }
    return $when->setTimezone(new DateTimeZone('UTC'))->format('Y-m-d\TH:i:s\Z');
}

function text($property) {
    return $property === null || $property->value === '' ? null : $property->value;
}

$entries = [];
foreach (array_slice($argv, 1) as $path) {
    $entries[$path] = [];
    $calendar = Sabre\VObject\Reader::read(file_get_contents($path));
    foreach ($calendar->select('VEVENT') as $event) {
        $entries[$path][] = [
            'uid' => text($event->UID),
            'start' => shown($event->DTSTART),
            'end' => shown($event->DTEND),
            'all_day' => !$event->DTSTART->hasTime(),
            'summary' => text($event->SUMMARY),
            'description' => text($event->DESCRIPTION),
            'location' => text($event->LOCATION),
            'categories' => isset($event->CATEGORIES) ? [text($event->CATEGORIES)] : [],
            'status' => text($event->STATUS),
            'sequence' => (int) text($event->SEQUENCE),
        ];
    }
}
echo json_encode((object) $entries, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE), "\n";
