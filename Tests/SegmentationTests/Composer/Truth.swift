extension Recipe {
    /// What is on the recording, in seconds: where a piece fades, its end is when it is 30 dB down.
    var truth: (sides: [ClosedRange<Float>], tracks: [ClosedRange<Float>]) {
        var (sides, tracks) = ([ClosedRange<Float>](), [ClosedRange<Float>]())
        var now: Float = 0
        for part in parts {
            if case .side(let side) = part {
                sides.append(now...now + side.seconds)
                var start = now + side.runIn
                var end = start
                for piece in side.pieces {
                    end += piece.seconds
                    if piece.gap > 0 {
                        tracks.append(start...end)
                        start = end + piece.gap
                    }
                    end += piece.gap
                }
                if start < end { tracks.append(start...end) }
            }
            now += part.seconds
        }
        return (sides, tracks)
    }
}
