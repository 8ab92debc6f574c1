# Paths of .ics files in, the entries that Data::ICal reads out of them as JSON on stdout.
use strict;
use warnings;

use Data::ICal;
use JSON::PP;

sub text {
    my ($event, $name) = @_;
    my $properties = $event->property($name) or return undef;
    return $properties->[0]->decoded_value;
}

# Data::ICal leaves dates to its user.
sub shown {
    my ($digits) = @_;
    return "$1-$2-$3" if $digits =~ /^(\d{4})(\d\d)(\d\d)$/;
    return "$1-$2-$3T$4:$5:$6$7" if $digits =~ /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)$/;
    die "not a date or time: $digits";
}

sub entry {
    my ($event) = @_;
    return {
        uid         => text($event, 'uid'),
        start       => shown(text($event, 'dtstart')),
        end         => shown(text($event, 'dtend')),
        all_day     => text($event, 'dtstart') =~ /T/ ? JSON::PP::false : JSON::PP::true,
        summary     => text($event, 'summary'),
        description => text($event, 'description'),
        location    => text($event, 'location'),
        categories  => [map { $_->decoded_value } @{ $event->property('categories') || [] }],
        status      => text($event, 'status'),
        sequence    => 0 + text($event, 'sequence'),
    };
}

my %entries;
for my $path (@ARGV) {
    open my $file, '<:raw:encoding(UTF-8)', $path or die "$path: $!";
    my $content = do { local $/; <$file> };
    my $calendar = Data::ICal->new(data => $content);
    die "$path: " . $calendar->error_message unless $calendar;
    $entries{$path} = [map { entry($_) } grep { $_->ical_entry_type eq 'VEVENT' } @{ $calendar->entries }];
}
print JSON::PP->new->utf8->encode(\%entries), "\n";
