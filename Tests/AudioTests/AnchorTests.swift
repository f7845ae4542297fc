import Platform
import Synchronization
import Testing

@testable import Audio

@Suite struct `an anchor` {
    private let anchor = Anchor(
        frame: 44_100, monotonicNanoseconds: 7, utcMicroseconds: 1_000_000_000, isSynchronised: true)

    @Test(
        arguments: [
            (frame: 44_100, microseconds: 1_000_000_000), (88_200, 1_001_000_000), (0, 999_000_000),
            (44_101, 1_000_000_022), (44_099, 999_999_978),
            (44_100 + 44_100 * 86_400 * 365, 31_537_000_000_000),
        ] as [(frame: Int, microseconds: Int64)])
    func `knows the time of other frames`(frame: Int, microseconds: Int64) {
        #expect(anchor.utcMicroseconds(ofFrame: frame, framesPerSecond: 44_100) == microseconds)
    }
}

@Suite struct `the anchor board` {
    @Test func `is empty at first`() {
        let board = AnchorBoard()
        #expect(board.latest == nil && board.partsPerMillion == nil)
    }

    @Test func `shows the latest`() {
        let board = AnchorBoard()
        for frame in 1...3 {
            let anchor = Anchor(
                frame: frame, monotonicNanoseconds: 2, utcMicroseconds: -3, isSynchronised: frame % 2 == 0)
            board.set(anchor)
            #expect(board.latest == anchor)
        }
        board.partsPerMillion = -12.5
        #expect(board.partsPerMillion == -12.5)
        board.partsPerMillion = nil
        #expect(board.partsPerMillion == nil)
    }

    @Test func `never mixes two`() throws {
        let board = AnchorBoard()
        let mixed = Atomic(0)
        let looks = Atomic(0)
        let readers = try (0..<2).map { _ in
            try WorkerThread(name: "reader") {
                var frame = 0
                while looks.add(1, ordering: .relaxed).newValue < 50_000 {
                    guard let anchor = board.latest else { continue }
                    if anchor != numbered(anchor.frame) || anchor.frame < frame {
                        mixed.add(1, ordering: .relaxed)
                    }
                    frame = anchor.frame
                }
            }
        }
        var frame = 1
        while looks.load(ordering: .relaxed) < 50_000 {
            board.set(numbered(frame))
            frame += 1
        }
        for reader in readers { reader.join() }
        #expect(mixed.load(ordering: .relaxed) == 0)
    }
}

private func numbered(_ frame: Int) -> Anchor {
    Anchor(
        frame: frame, monotonicNanoseconds: Int64(frame) * 3, utcMicroseconds: -Int64(frame),
        isSynchronised: frame % 2 == 0)
}
