import Synchronization

/// Frames of the tape that the device did not give.
package struct Gap: Equatable, Sendable {
    package enum Cause: Int, Sendable, CaseIterable {
        case overrun, lost, suspended, unreported
    }

    package var start: Int
    package var frames: Int
    package var cause: Cause

    package init(start: Int, frames: Int, cause: Cause) {
        self.start = start
        self.frames = frames
        self.cause = cause
    }

    package var end: Int { start + frames }

    package func clipped(to range: Range<Int>) -> Gap? {
        let from = max(start, range.lowerBound)
        let to = min(end, range.upperBound)
        return from < to ? Gap(start: from, frames: to - from, cause: cause) : nil
    }
}

/// The latest gaps of a tape: written by the capture thread without a lock or an allocation, read by anybody.
package final class GapLog: @unchecked Sendable {
    // Unchecked: every word behind the pointer is atomic.
    private static let room = 1_024
    private let words: UnsafeMutablePointer<Atomic<Int>>
    private let entries = Atomic<Int>(0)
    private let frames = Atomic<Int>(0)

    init() {
        words = .allocate(capacity: Self.room * 3)
        for index in 0..<Self.room * 3 { (words + index).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deinitialize(count: Self.room * 3)
        words.deallocate()
    }

    package var totalFrames: Int { frames.load(ordering: .acquiring) }
    package var count: Int { entries.load(ordering: .acquiring) }

    /// A gap that goes on where the last one ended, for the same reason, is the same gap.
    func add(_ gap: Gap) {
        frames.add(gap.frames, ordering: .releasing)
        let count = entries.load(ordering: .relaxed)
        if count > 0, let last = entry(count - 1), last.end == gap.start, last.cause == gap.cause {
            word(count - 1, 1).pointee.store(last.frames + gap.frames, ordering: .releasing)
            return
        }
        word(count, 0).pointee.store(gap.start, ordering: .relaxed)
        word(count, 1).pointee.store(gap.frames, ordering: .relaxed)
        word(count, 2).pointee.store(gap.cause.rawValue, ordering: .relaxed)
        entries.store(count + 1, ordering: .releasing)
    }

    /// The parts of gaps within a range that still lies in memory, oldest first.
    package func gaps(within range: Range<Int>) -> [Gap] {
        var found: [Gap] = []
        let count = entries.load(ordering: .acquiring)
        var index = count - 1
        while index >= 0, index > count - Self.room, let gap = entry(index), gap.end > range.lowerBound {
            if let part = gap.clipped(to: range) { found.append(part) }
            index -= 1
        }
        return found.reversed()
    }

    private func entry(_ index: Int) -> Gap? {
        guard let cause = Gap.Cause(rawValue: word(index, 2).pointee.load(ordering: .relaxed)) else {
            return nil
        }
        return Gap(
            start: word(index, 0).pointee.load(ordering: .relaxed),
            frames: word(index, 1).pointee.load(ordering: .acquiring),
            cause: cause)
    }

    private func word(_ index: Int, _ part: Int) -> UnsafeMutablePointer<Atomic<Int>> {
        words + (index % Self.room * 3 + part)
    }
}
