import Archive
import Audio
import Catalogue
import Features

/// How loud a session is, as far as its segments are still there.
struct SessionLevels {
    private struct Stretch {
        /// From the start of the session, in tenths of a second.
        let start: Int
        let decibels: [Float]
    }

    private var stretches: [Stretch] = []

    init(_ seen: SessionSeen, in catalogue: Catalogue) throws(CatalogueError) {
        guard let first = seen.sides.first?.extent.start else { return }
        let end = seen.sides.last?.extent.end.microseconds ?? first.microseconds
        for segment in try catalogue.segments(from: first)
        where segment.startMicroseconds < end + 1_000_000 {
            guard let stored = try catalogue.features(ofSegment: segment.id),
                let heard = try? Features.decode(stored.bytes)
            else { continue }
            let rate = segment.format.framesPerSecond
            let from: Int
            if segment.tape == seen.session.extent.start.tape {
                from = heard.firstTick - seen.session.extent.start.frame * 10 / rate
            } else {
                let into = (heard.firstTick * rate / 10 - segment.frames.lowerBound) * 1_000_000 / rate
                let start = segment.startMicroseconds + Int64(into)
                from = Int((start - seen.session.extent.start.microseconds) / 100_000)
            }
            stretches.append(Stretch(start: from, decibels: heard.features.loudness))
        }
    }

    var isEmpty: Bool { stretches.isEmpty }

    /// Decibels of the loudest quarter of these ticks; nil where nothing is known.
    func decibels(_ ticks: Range<Int>) -> Float? {
        var heard: [Float] = []
        for stretch in stretches {
            let part = (ticks.lowerBound - stretch.start..<ticks.upperBound - stretch.start)
                .clamped(to: 0..<stretch.decibels.count)
            heard += stretch.decibels[part]
        }
        heard.sort()
        return heard.isEmpty ? nil : heard[heard.count * 3 / 4]
    }
}

extension Features {
    /// Of each tick, the mean of its bands in decibels of full scale.
    fileprivate var loudness: [Float] {
        levels.map { bands in
            Float(SIMD16<Int32>(truncatingIfNeeded: bands).wrappedSum()) / Float(100 * Self.bandCount)
        }
    }
}
