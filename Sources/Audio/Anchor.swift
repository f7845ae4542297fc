import Synchronization

/// Where the tape was at a moment of both clocks.
package struct Anchor: Equatable, Sendable {
    package var frame: Int
    package var monotonicNanoseconds: Int64
    package var utcMicroseconds: Int64
    package var isSynchronised: Bool

    package init(frame: Int, monotonicNanoseconds: Int64, utcMicroseconds: Int64, isSynchronised: Bool) {
        self.frame = frame
        self.monotonicNanoseconds = monotonicNanoseconds
        self.utcMicroseconds = utcMicroseconds
        self.isSynchronised = isSynchronised
    }

    /// The wall clock's time of another frame of the same tape.
    package func utcMicroseconds(ofFrame other: Int, framesPerSecond: Int) -> Int64 {
        let (seconds, rest) = (other - frame).quotientAndRemainder(dividingBy: framesPerSecond)
        return utcMicroseconds + Int64(seconds) * 1_000_000 + Int64(rest) * 1_000_000 / Int64(framesPerSecond)
    }
}

/// The latest anchor and the card's measured rate: set by the capture thread without a lock, read by anybody.
package final class AnchorBoard: Sendable {
    private let version = Atomic<Int>(0)
    private let frame = Atomic<Int>(0)
    private let monotonic = Atomic<Int64>(0)
    private let utc = Atomic<Int64>(0)
    private let synchronised = Atomic<Bool>(false)
    private let ppmBits = Atomic<UInt64>(Double.nan.bitPattern)

    init() {}

    package func set(_ anchor: Anchor) {
        let next = version.load(ordering: .relaxed) + 1
        version.store(next, ordering: .sequentiallyConsistent)
        frame.store(anchor.frame, ordering: .sequentiallyConsistent)
        monotonic.store(anchor.monotonicNanoseconds, ordering: .sequentiallyConsistent)
        utc.store(anchor.utcMicroseconds, ordering: .sequentiallyConsistent)
        synchronised.store(anchor.isSynchronised, ordering: .sequentiallyConsistent)
        version.store(next + 1, ordering: .sequentiallyConsistent)
    }

    /// Nil before the first one.
    package var latest: Anchor? {
        while true {
            let before = version.load(ordering: .sequentiallyConsistent)
            if before == 0 { return nil }
            let anchor = Anchor(
                frame: frame.load(ordering: .sequentiallyConsistent),
                monotonicNanoseconds: monotonic.load(ordering: .sequentiallyConsistent),
                utcMicroseconds: utc.load(ordering: .sequentiallyConsistent),
                isSynchronised: synchronised.load(ordering: .sequentiallyConsistent))
            let after = version.load(ordering: .sequentiallyConsistent)
            if before == after && before % 2 == 0 { return anchor }
        }
    }

    /// How far the card's clock runs from ours, in millionths; nil until it has been heard for long enough.
    package var partsPerMillion: Double? {
        get {
            let ppm = Double(bitPattern: ppmBits.load(ordering: .relaxed))
            return ppm.isNaN ? nil : ppm
        }
        set { ppmBits.store((newValue ?? .nan).bitPattern, ordering: .relaxed) }
    }
}
