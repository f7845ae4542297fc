import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `a pipe as a source` {
    @Test(arguments: Sample.all)
    func `gives every frame of a FIFO`(sample: Sample) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let sender = try WorkerThread(name: "sender") { send(sample.bytes, to: path, piece: 1_777) }
            defer { sender.join() }
            let source = try FileSource(path: path, wanted: sample.format, pacing: .sender)
            #expect(source.format == sample.format && source.totalFrames == nil)
            let (pcm, last) = try everything(from: source)
            // Compared first: to tell the difference of so many bytes takes longer than anybody would wait.
            let isSame = pcm == sample.pcm
            #expect(isSame)
            #expect(last == .end)
        }
    }

    /// Opens, sends, closes; a FIFO whose reader comes late is waited for.
    private func send(_ bytes: [UInt8], to path: String, piece: Int) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(file) }
        for start in stride(from: 0, to: bytes.count, by: piece) {
            let part = Array(bytes[start..<min(bytes.count, start + piece)])
            guard Glibc.write(file, part, part.count) == part.count else { return }
        }
    }

    /// He opens it, leaves without a word, comes again, and takes longer to begin than anybody would be waited for.
    @Test func `is kept open for a sender who takes his time`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let pcm = sound(frames: 3_000, .stereo16)
            let sender = try WorkerThread(name: "sender") {
                close(open(path, O_WRONLY | O_CLOEXEC))
                let file = open(path, O_WRONLY | O_CLOEXEC)
                defer { close(file) }
                for piece in [pcm[..<100], pcm[100...]] {
                    Clock.system.sleep(700_000_000)
                    #expect(Glibc.write(file, Array(piece), piece.count) == piece.count)
                }
            }
            defer { sender.join() }
            let source = try FileSource(path: path, wanted: .stereo16, pacing: .sender)
            #expect(try everything(from: source).pcm == pcm)
        }
    }

    @Test func `gives nothing while nobody sends, and goes on when somebody does`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let input = open(path, O_RDWR | O_CLOEXEC)
            let pcm = sound(frames: 3_000, .stereo16)
            #expect(Glibc.write(input, pcm, 8_000) == 8_000)
            let source = try FileSource(path: path, wanted: .stereo16, pacing: .sender)
            var block = [UInt8](repeating: 0, count: 4_000)
            for start in [0, 4_000] {
                #expect(try source.read(into: &block, waitMilliseconds: 0) == .frames(1_000, backlog: 0))
                #expect(block == Array(pcm[start..<start + 4_000]))
            }
            #expect(try source.read(into: &block, waitMilliseconds: 0) == .nothing)
            #expect(Glibc.write(input, Array(pcm[8_000...]), 4_000) == 4_000)
            #expect(try source.read(into: &block, waitMilliseconds: 0) == .frames(1_000, backlog: 0))
            close(input)
            #expect(try source.read(into: &block, waitMilliseconds: 100) == .end)
        }
    }

    @Test func `a FLAC sender is heard block by block, as they come`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let input = open(path, O_RDWR | O_CLOEXEC)
            let pcm = sound(frames: 20_000, .stereo16)
            let file = try FLACFile(pcm, .stereo16)
            var sent = 0
            var heard: [UInt8] = []
            func send(upTo end: Int) {
                #expect(Glibc.write(input, Array(file.bytes[sent..<end]), end - sent) == end - sent)
                sent = end
            }
            send(upTo: file.blockEnds[1] + 100)
            let source = try FileSource(path: path, wanted: .stereo16, pacing: .sender)
            var block = [UInt8](repeating: 0, count: 16_000)
            func hear() throws -> CaptureOutcome {
                let outcome = try source.read(into: &block, waitMilliseconds: 0)
                if case .frames(let frames, _) = outcome { heard += block[..<(frames * 4)] }
                return outcome
            }
            #expect(try hear() == .frames(4_000, backlog: 0))
            #expect(try hear() == .frames(4_000, backlog: 0))
            #expect(try hear() == .nothing)
            send(upTo: file.blockEnds[2] - 1)
            #expect(try hear() == .nothing)
            #expect(try hear() == .nothing)
            send(upTo: file.blockEnds[2] + 5)
            #expect(try hear() == .frames(4_000, backlog: 0))
            send(upTo: file.bytes.count)
            close(input)
            while case .frames = try hear() {}
            #expect(try hear() == .end)
            let isSame = heard == pcm
            #expect(isSame)
        }
    }

    @Test func `a FLAC sender who goes mad is not listened to for ever`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let file = try FLACFile(sound(frames: 8_000, .stereo16), .stereo16)
            var generator = SeededGenerator(seed: 4)
            let garbage = (0..<300_000).map { _ in UInt8.random(in: 0...254, using: &generator) }
            let bytes = file.bytes[..<file.blockEnds[0]] + garbage + file.bytes[file.blockEnds[0]...]
            let sender = try WorkerThread(name: "sender") { send(Array(bytes), to: path, piece: 4_096) }
            defer { sender.join() }
            let source = try FileSource(path: path, wanted: .stereo16, pacing: .sender)
            var block = [UInt8](repeating: 0, count: 16_000)
            var outcome = CaptureOutcome.nothing
            var frames = 0
            while outcome != .end {
                outcome = try source.read(into: &block, waitMilliseconds: 100)
                if case .frames(let count, _) = outcome { frames += count }
            }
            // The block behind the garbage may fall with it.
            #expect([4_000, 8_000].contains(frames))
        }
    }
}
