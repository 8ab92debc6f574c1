#!/bin/sh
# Compiles read_with_libical.c where that has not been done yet, and runs it on the paths.
set -eu
cache="${XDG_CACHE_HOME:-$HOME/.cache}/summit-ical"
program="$cache/read_with_libical"
if [ ! -x "$program" ] || [ read_with_libical.c -nt "$program" ]; then
    mkdir -p "$cache"
    # shellcheck disable=SC2046 # several words are meant
    "${CC:-cc}" -Wall -Wextra -O1 -o "$program.$$" read_with_libical.c $(pkg-config --cflags --libs libical)
    mv "$program.$$" "$program" # whole or not there: tests run side by side
fi
exec "$program" "$@"
