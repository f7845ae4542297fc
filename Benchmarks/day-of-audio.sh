#!/bin/sh
# A day of sound as fast as it can be made, and how much memory the relay takes meanwhile.
#   Benchmarks/day-of-audio.sh [SECONDS OF SOUND]
set -eu
cd "$(dirname "$0")/.."
length=${1:-86400}
swift build -c release --static-swift-stdlib --product vinyl-relay >&2
relay=$(swift build -c release --static-swift-stdlib --show-bin-path)/vinyl-relay
folder=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT
samples=$folder/samples

MALLOC_ARENA_MAX=2 AUDIO_DEVICE=simulated:length=$length AUDIO_PACE=fast VINYL_FOLDER=$folder/vinyl \
    VINYL_CONFIG=/dev/null "$relay" 2>"$folder/log" &
pid=$!
begun=$(date +%s)
minutes=0
while resident=$(awk '/^VmRSS/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$resident" ]; do
    # A finished segment is a minute of sound, and has done its duty.
    finished=$(find "$folder/vinyl" -name '*.flac' -print -delete 2>/dev/null | wc -l)
    minutes=$((minutes + finished))
    echo "$minutes $resident" >>"$samples"
    sleep 0.2
done
wait "$pid"
tail -n 1 "$folder/log"
awk -v length_="$length" -v seconds=$(($(date +%s) - begun)) '
    $1 < 1 { next }
    !first { first = least = most = $2 }
    { if ($2 < least) least = $2; if ($2 > most) most = $2; last = $2 }
    END {
        printf "%.1f h of sound in %d s\n", length_ / 3600, seconds
        printf "resident after a minute %d kB, least %d, most %d, at the end %d\n", first, least, most, last
        printf "grown by %.2f MB (goal: 1.00), most %.1f MB (goal: 24.0)\n", (most - first) / 1024, most / 1024
    }' "$samples"
