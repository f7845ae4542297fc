import Platform
import Synchronization
import TestSupport
import Testing

@testable import Audio

/// Frames that know their own number, so that one in the wrong place or of two moments shows.
private struct Numbered {
    let format: PCMFormat

    func bytes(from start: Int, frames: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frames * format.bytesPerFrame)
        for frame in start..<start + frames {
            for byte in 0..<format.bytesPerFrame { bytes.append(value(frame, byte)) }
        }
        return bytes
    }

    func isRight(_ bytes: [UInt8], from start: Int, frames: Int) -> Bool {
        for frame in 0..<frames {
            for byte in 0..<format.bytesPerFrame
            where bytes[frame * format.bytesPerFrame + byte] != value(start + frame, byte) {
                return false
            }
        }
        return true
    }

    /// Every byte of a frame depends on the whole number.
    private func value(_ frame: Int, _ byte: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (UInt64(truncatingIfNeeded: frame) &* 0x9E37_79B9_7F4A_7C15) >> (byte * 8))
    }
}

@Suite struct `the tape` {
    /// A second of this is quickly overwritten.
    private let format = PCMFormat(framesPerSecond: 1_000, channels: 2, bitsPerSample: 24)

    private func tape(seconds: Int = 1) -> Tape { Tape(id: "7f3a9c21", format: format, seconds: seconds) }

    private func read(_ tape: Tape, _ range: Range<Int>) -> (Tape.Reading, [UInt8]) {
        var bytes = [UInt8](repeating: 0xEE, count: range.count * tape.format.bytesPerFrame)
        let reading = tape.read(from: range.lowerBound, frames: range.count, into: &bytes)
        return (reading, bytes)
    }

    @Test func `holds 34 seconds`() {
        let tape = Tape(id: "a", format: .stereo16)
        #expect(tape.capacityFrames == 34 * 48_000)
        #expect(tape.end == 0 && tape.oldest == 0 && !tape.isClosed)
    }

    @Test(arguments: [1, 7, 64, 333, 999, 1_000])
    func `gives back what was written, around its end and again`(period: Int) {
        let (tape, numbered) = (tape(), Numbered(format: format))
        while tape.end < 5_000 {
            let start = tape.end
            tape.append(numbered.bytes(from: start, frames: period), frames: period)
            let range = tape.oldest..<tape.end
            let (reading, bytes) = read(tape, range)
            #expect(reading == .whole)
            #expect(numbered.isRight(bytes, from: range.lowerBound, frames: range.count))
        }
    }

    @Test func `takes only as many frames as it is told`() {
        let tape = tape()
        tape.append([UInt8](repeating: 1, count: 600), frames: 10)
        #expect(tape.end == 10)
    }

    @Test func `says what is not there yet and what is no longer there`() {
        let tape = tape()
        tape.append([UInt8](repeating: 1, count: 6_000), frames: 1_000)
        tape.append([UInt8](repeating: 2, count: 60), frames: 10)
        #expect(tape.end == 1_010 && tape.oldest == 10)
        for (range, reading) in [
            (10..<1_010, Tape.Reading.whole), (1_010..<1_010, .whole), (9..<20, .overwritten),
            (-5..<20, .overwritten), (0..<1_010, .overwritten), (1_000..<1_011, .notYet),
            (5_000..<5_001, .notYet),
            (9..<1_011, .notYet),
        ] {
            #expect(read(tape, range).0 == reading, "\(range)")
        }
    }

    @Test func `rings for every frame, and for its end`() {
        let tape = tape()
        let rings = tape.bell.count
        tape.append([UInt8](repeating: 1, count: 6), frames: 1)
        tape.appendGap(frames: 1, cause: .lost)
        #expect(tape.bell.count == rings + 2)
        tape.close()
        #expect(tape.bell.count == rings + 3 && tape.isClosed)
    }

    @Test func `fills a gap of any length with silence`() {
        let (tape, numbered) = (tape(), Numbered(format: format))
        tape.append(numbered.bytes(from: 0, frames: 700), frames: 700)
        tape.appendGap(frames: 450, cause: .overrun)
        #expect(read(tape, 700..<1_150).1 == [UInt8](repeating: 0, count: 450 * 6))
        #expect(numbered.isRight(read(tape, 150..<700).1, from: 150, frames: 550))
        tape.appendGap(frames: 12_345, cause: .lost)
        #expect(tape.end == 13_495)
        #expect(tape.gaps.totalFrames == 12_795)
        #expect(
            tape.gaps.gaps(within: 0..<20_000) == [
                Gap(start: 700, frames: 450, cause: .overrun),
                Gap(start: 1_150, frames: 12_345, cause: .lost),
            ])
    }

    /// Frames are never zero here, so whoever reads silence must find the gap on record.
    @Test func `has a gap on record before its silence can be read`() throws {
        let tape = tape(seconds: 4)
        let unrecorded = Atomic(0)
        let reader = try WorkerThread(name: "reader") {
            var block = [UInt8](repeating: 0, count: 6)
            var frame = 0
            while true {
                switch tape.read(from: frame, frames: 1, into: &block) {
                case .whole:
                    let isUnrecorded = block[0] == 0 && tape.gaps.gaps(within: frame..<frame + 1).isEmpty
                    // Of the gaps, too, only the latest thousand are kept.
                    if isUnrecorded, tape.end - frame < 4_000 {
                        unrecorded.add(1, ordering: .relaxed)
                    }
                    frame += 1
                case .overwritten: frame = tape.end
                case .notYet: if tape.isClosed { return }
                }
            }
        }
        let sound = [UInt8](repeating: 1, count: 6 * 3)
        for number in 0..<20_000 {
            tape.append(sound, frames: 3)
            tape.appendGap(frames: 2, cause: number % 2 == 0 ? .overrun : .unreported)
        }
        tape.close()
        reader.join()
        #expect(unrecorded.load(ordering: .relaxed) == 0)
    }

    @Test(arguments: [(16, 1, 61), (16, 2, 64), (24, 1, 127), (24, 2, 333)])
    func `never gives a torn read to anybody`(bits: Int, channels: Int, period: Int) throws {
        let format = PCMFormat(framesPerSecond: 2_000, channels: channels, bitsPerSample: bits)
        let tape = Tape(id: "7f3a9c21", format: format, seconds: 1)
        let tally = Tally()
        let readers = try (0..<3).map { number in
            // Near the end, in the middle, and where the writer is about to come round.
            try WorkerThread(name: "reader") { follow(tape, behind: [100, 1_000, 1_990][number], tally) }
        }
        var periods: [[UInt8]] = []
        let numbered = Numbered(format: format)
        for start in stride(from: 0, to: 200_000, by: period) {
            periods.append(numbered.bytes(from: start, frames: period))
        }
        for bytes in periods { tape.append(bytes, frames: period) }
        tape.close()
        for reader in readers { reader.join() }
        #expect(tally.torn.load(ordering: .relaxed) == 0)
        #expect(tally.whole.load(ordering: .relaxed) > 0)
    }

    private final class Tally: Sendable {
        let whole = Atomic(0)
        let torn = Atomic(0)
    }

    private func follow(_ tape: Tape, behind: Int, _ tally: Tally) {
        let (frames, numbered) = (97, Numbered(format: tape.format))
        var bytes = [UInt8](repeating: 0, count: frames * tape.format.bytesPerFrame)
        while true {
            let isLast = tape.isClosed
            let start = max(0, tape.end - max(frames, behind))
            if tape.read(from: start, frames: frames, into: &bytes) == .whole {
                tally.whole.add(1, ordering: .relaxed)
                let isRight = numbered.isRight(bytes, from: start, frames: frames)
                if !isRight { tally.torn.add(1, ordering: .relaxed) }
            }
            if isLast { return }
        }
    }
}
