#!/bin/sh
# Processor time of capture and segments against `flac -5` on the same sound, in turns.
#   Benchmarks/capture-vs-flac.sh [SECONDS OF SOUND] [RUNS]
set -eu
cd "$(dirname "$0")/.."
length=${1:-1200}
runs=${2:-5}
swift build -c release --static-swift-stdlib --product vinyl-relay >&2
relay=$(swift build -c release --static-swift-stdlib --show-bin-path)/vinyl-relay
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export MALLOC_ARENA_MAX=2 AUDIO_PACE=fast VINYL_CONFIG=/dev/null

AUDIO_DEVICE=simulated:length=$length,lead=1 VINYL_FOLDER=$folder/made "$relay" 2>/dev/null
find "$folder/made" -name '*.flac' | sort | xargs flac -d -s -c --force-raw-format --endian=little --sign=signed \
    >"$folder/sound.raw"
rm -rf "$folder/made"
sox -t raw -r 48000 -e signed -b 16 -c 2 "$folder/sound.raw" "$folder/sound.wav"
rm "$folder/sound.raw"

# Seconds in the program and in the kernel.
spent() {
    TIMEFORMAT='%U %S' bash -c 'time "$@" >/dev/null 2>&1' - "$@" 2>&1 | awk '{ printf "%.2f", $1 + $2 }'
}

for run in $(seq "$runs"); do
    ours=$(AUDIO_DEVICE=file:$folder/sound.wav VINYL_FOLDER=$folder/vinyl spent "$relay")
    rm -rf "$folder/vinyl"
    theirs=$(spent flac -5 -f -s -o "$folder/sound.flac" "$folder/sound.wav")
    echo "$ours $theirs"
done | awk '
    { print "vinyl-relay " $1 " s, flac -5 " $2 " s, ratio " $1 / $2; ours += $1; theirs += $2 }
    END { printf "together: ratio %.2f (goal: at most 1.30)\n", ours / theirs }'
