import Audio
import Glibc
import Platform
import TestSupport
import Testing

@testable import Relay

@Suite struct `the encoder that listeners share` {
    @Test func `sleeps until somebody comes, and begins a little in the past`() throws {
        let studio = Studio()
        studio.play(seconds: 10)
        let encoder = SharedEncoder(
            tape: studio.tape, chunksKept: 100, burstSeconds: 2, log: studio.notebook.log
        ) {
            try FLACCoder(format: Studio.format)
        }
        let thread = try WorkerThread(name: "encoder") { encoder.run() }
        usleep(50_000)
        #expect(!encoder.isWorking && encoder.ring.end == 0)
        encoder.begin()
        // Two seconds, and two blocks more so that they are there in spite of the one held back.
        #expect(wait { encoder.ring.end == 25 })
        #expect(try position(of: encoder.ring) == 376_000)
        studio.play(frames: 4_000)
        #expect(wait { encoder.ring.end == 26 } && encoder.isWorking)
        encoder.end()
        // Somebody who comes back at once finds it awake.
        usleep(500_000)
        encoder.begin()
        usleep(2_000_000)
        #expect(encoder.isWorking)
        encoder.end()
        #expect(wait { !encoder.isWorking && encoder.ring.oldest == encoder.ring.end })
        studio.tape.close()
        thread.join()
    }

    @Test func `goes on behind what it has missed`() throws {
        let studio = Studio()
        let tape = studio.tape
        let encoder = SharedEncoder(
            tape: studio.tape, chunksKept: 100, burstSeconds: 2, log: studio.notebook.log
        ) {
            SlowCoder(tape)
        }
        encoder.begin()
        studio.play(frames: 4_000)
        let thread = try WorkerThread(name: "encoder") { encoder.run() }
        #expect(wait { encoder.isWorking })
        studio.play(seconds: 36)
        #expect(wait { encoder.ring.end >= 24 })
        var firsts: [Int] = []
        _ = encoder.ring.forEach(from: 0) { first in
            firsts.append(first)
            return true
        }
        #expect(firsts.first == 0 && firsts.dropFirst().first ?? 0 >= 33 * 48_000)
        #expect(zip(firsts.dropFirst(), firsts.dropFirst(2)).allSatisfy { $1 - $0 == 4_000 })
        studio.tape.close()
        thread.join()
    }

    /// Holds its first block until the tape has moved on; a chunk is the number of its block's first frame.
    private final class SlowCoder: ChunkCoder {
        private let tape: Tape

        init(_ tape: Tape) { self.tape = tape }

        func encode(_ block: [UInt8], frames: Int) -> [Int] {
            while tape.end < 36 * 48_000 { usleep(5_000) }
            return [Studio.numbers(block)?.lowerBound ?? -1]
        }
    }

    private func position(of ring: ChunkRing<FLACFrame>) throws -> Int? {
        var stream = FLACHeader.ofStream(Studio.format)
        _ = ring.forEach(from: 0) { frame in
            frame.append(to: &stream, number: 0)
            return false
        }
        let samples = try FLACPlayer.play(stream) ?? []
        return Studio.numbers(CountedSound.packed(samples))?.lowerBound
    }

    private func wait(_ holds: () -> Bool) -> Bool {
        for _ in 0..<4_000 {
            if holds() { return true }
            usleep(5_000)
        }
        return false
    }
}
