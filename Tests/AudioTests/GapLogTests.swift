import Glibc
import Platform
import Synchronization
import Testing

@testable import Audio

@Suite struct `the log of gaps` {
    private func log(_ gaps: [Gap]) -> GapLog {
        let log = GapLog()
        for gap in gaps { log.add(gap) }
        return log
    }

    @Test func `begins empty`() {
        let log = GapLog()
        #expect(log.count == 0 && log.totalFrames == 0 && log.gaps(within: 0..<Int.max).isEmpty)
    }

    @Test func `joins what goes on for the same reason`() {
        let log = log([
            Gap(start: 10, frames: 5, cause: .lost), Gap(start: 15, frames: 5, cause: .lost),
            Gap(start: 20, frames: 1, cause: .overrun), Gap(start: 22, frames: 1, cause: .overrun),
        ])
        #expect(
            log.gaps(within: 0..<100) == [
                Gap(start: 10, frames: 10, cause: .lost), Gap(start: 20, frames: 1, cause: .overrun),
                Gap(start: 22, frames: 1, cause: .overrun),
            ])
        #expect(log.totalFrames == 12 && log.count == 3)
    }

    @Test(arguments: [
        (0..<10, nil as Range<Int>?), (0..<11, 10..<11), (10..<20, 10..<20), (12..<15, 12..<15),
        (19..<99, 19..<20),
        (20..<99, nil), (0..<99, 10..<20), (15..<15, nil),
    ])
    func `gives the part within a range`(range: Range<Int>, part: Range<Int>?) {
        let gap = Gap(start: 10, frames: 10, cause: .suspended)
        let expected = part.map { Gap(start: $0.lowerBound, frames: $0.count, cause: .suspended) }
        #expect(gap.clipped(to: range) == expected)
        #expect(log([gap]).gaps(within: range) == [expected].compactMap(\.self))
    }

    @Test func `remembers the latest thousand, and the sum of all`() {
        let gaps = (0..<5_000).map { Gap(start: $0 * 10, frames: 3, cause: Gap.Cause.allCases[$0 % 4]) }
        let log = log(gaps)
        #expect(log.totalFrames == 15_000 && log.count == 5_000)
        #expect(log.gaps(within: 40_000..<50_000) == Array(gaps[4_000...]))
        #expect(log.gaps(within: 0..<50_000).suffix(1_000) == gaps[4_000...])
        #expect(
            log.gaps(within: 45_001..<45_011) == [
                Gap(start: 45_001, frames: 2, cause: gaps[4_500].cause),
                Gap(start: 45_010, frames: 1, cause: gaps[4_501].cause),
            ])
    }

    @Test func `is right at every moment for who reads what was just written`() throws {
        let log = GapLog()
        let end = Atomic(0)
        let looked = Atomic(0)
        let wrong = Atomic(0)
        let reader = try WorkerThread(name: "reader") {
            while true {
                let seen = end.load(ordering: .acquiring)
                // The last hundred gaps; each begins at a multiple of 10 and lasts 3.
                let from = max(0, seen - 1_000)
                let found = log.gaps(within: from..<seen)
                let isRight =
                    found.count == (seen - from) / 10
                    && found.allSatisfy {
                        $0.start % 10 == 0 && $0.frames == 3 && $0.cause == cause($0.start / 10)
                    }
                if !isRight { wrong.add(1, ordering: .relaxed) }
                looked.store(seen, ordering: .releasing)
                if seen == 500_000 { return }
            }
        }
        for number in 0..<50_000 {
            // No reader is so late that a thousand gaps pass him by.
            while number * 10 - looked.load(ordering: .acquiring) > 5_000 { sched_yield() }
            log.add(Gap(start: number * 10, frames: 3, cause: cause(number)))
            end.store((number + 1) * 10, ordering: .releasing)
        }
        reader.join()
        #expect(wrong.load(ordering: .relaxed) == 0)
    }

    private func cause(_ number: Int) -> Gap.Cause { Gap.Cause.allCases[number % 4] }
}
