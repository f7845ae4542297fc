#!/bin/sh
# Processor time of `vinyl-jobs segment` against `flac -t` and ffmpeg's silencedetect on the same segments, in turns.
#   Benchmarks/segment-vs-flac.sh [SECONDS OF SOUND] [RUNS]
set -eu
cd "$(dirname "$0")/.."
length=${1:-3600}
runs=${2:-3}
swift build -c release --static-swift-stdlib >&2
programs=$(swift build -c release --static-swift-stdlib --show-bin-path)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export MALLOC_ARENA_MAX=2 VINYL_CONFIG=/dev/null VINYL_FOLDER=$folder/vinyl LISTEN_PORT=0
AUDIO_PACE=fast AUDIO_DEVICE=simulated:length=$length "$programs/vinyl-relay" 2>/dev/null

# Seconds in the program and in the kernel.
spent() {
    TIMEFORMAT='%U %S' bash -c 'time "$@" >/dev/null 2>&1' - "$@" 2>&1 | awk '{ printf "%.2f", $1 + $2 }'
}
silences='for file; do ffmpeg -nostdin -v error -i "$file" -af silencedetect -f null -; done'

for run in $(seq "$runs"); do
    rm -f "$VINYL_FOLDER"/catalogue.db*
    ours=$(spent "$programs/vinyl-jobs" segment)
    theirs=$(find "$VINYL_FOLDER/segments" -name '*.flac' -print0 | sort -z | spent xargs -0 flac -t -s)
    detect=$(find "$VINYL_FOLDER/segments" -name '*.flac' -print0 | sort -z | spent xargs -0 sh -c "$silences" -)
    echo "$ours $theirs $detect"
done | awk '
    { print "segment " $1 " s, flac -t " $2 " s, silencedetect " $3 " s, ratio " $1 / $2; ours += $1; theirs += $2 }
    END { printf "together: ratio %.2f (goal: at most 1.60)\n", ours / theirs }'
