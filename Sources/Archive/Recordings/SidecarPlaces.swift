import Audio

/// Between frames of a recording and places on tapes.
extension Sidecar {
    /// Where a frame of the recording was on the tape; in a hole, where the tape before it ended.
    package func place(of offset: Int) -> TapePlace {
        let time = startMicroseconds + format.nanoseconds(frames: offset) / 1_000
        guard let piece = pieces.last(where: { $0.offset <= offset }) ?? pieces.first else {
            return TapePlace(tape: "00000000", frame: offset, microseconds: time)
        }
        let frame = piece.firstFrame + min(max(0, offset - piece.offset), piece.frames)
        return TapePlace(tape: piece.tape, frame: frame, microseconds: time)
    }

    /// Which frame of the recording a place is; nil for one that is not on it. The end of a piece belongs to it, unless
    /// another one begins there.
    package func offset(ofTape tape: String, frame: Int) -> Int? {
        let holders = pieces.filter {
            $0.tape == tape && ($0.firstFrame...$0.firstFrame + $0.frames).contains(frame)
        }
        return holders.last.map { $0.offset + frame - $0.firstFrame }
    }
}
