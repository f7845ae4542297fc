import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

private let stereo24 = PCMFormat(framesPerSecond: 96_000, channels: 2, bitsPerSample: 24)

/// A kind of file, its format and its sound.
struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let format: PCMFormat
    let bytes: [UInt8]
    let pcm: [UInt8]
    /// Nil where the file does not say it and a pipe would not know.
    var frames: Int { pcm.count / format.bytesPerFrame }

    static let all: [Sample] = [
        PCMFormat.stereo16, stereo24, PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 16),
    ]
    .flatMap { format -> [Sample] in
        let pcm = sound(frames: 20_000, format)
        let flac = (try? FLACFile(pcm, format).bytes) ?? []
        return [
            Sample(testDescription: "WAV, \(format)", format: format, bytes: wav(pcm, format), pcm: pcm),
            Sample(
                testDescription: "extensible WAV, \(format)", format: format,
                bytes: wav(pcm, format, isExtensible: true), pcm: pcm),
            Sample(
                testDescription: "endless WAV, \(format)", format: format,
                bytes: wav(pcm, format, dataBytes: 0xFFFF_FFFF), pcm: pcm),
            Sample(
                testDescription: "WAV with a tail, \(format)", format: format,
                bytes: wav(pcm, format) + Array("LIST".utf8) + [4, 0, 0, 0, 1, 2, 3, 4], pcm: pcm),
            Sample(testDescription: "FLAC, \(format)", format: format, bytes: flac, pcm: pcm),
            Sample(testDescription: "raw, \(format)", format: format, bytes: pcm, pcm: pcm),
        ]
    }
}

@Suite struct `a file as a source` {
    private func all(_ source: FileSource, period: Int = 1_000) throws -> (pcm: [UInt8], last: CaptureOutcome)
    {
        var pcm: [UInt8] = []
        var block = [UInt8](repeating: 0, count: period * source.format.bytesPerFrame)
        while true {
            let outcome = try source.read(into: &block, waitMilliseconds: 5_000)
            if outcome == .nothing && source.totalFrames == nil { continue }
            guard case .frames(let frames, backlog: 0) = outcome else { return (pcm, outcome) }
            pcm += block[..<(frames * source.format.bytesPerFrame)]
        }
    }

    private func withFile(_ bytes: [UInt8], _ body: (_ path: String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try write(bytes, to: folder + "/a")
            try body(folder + "/a")
        }
    }

    @Test(arguments: Sample.all)
    func `gives every frame of a file`(sample: Sample) throws {
        try withFile(sample.bytes) { path in
            let source = try FileSource(path: path, wanted: sample.format, pacing: .reader)
            #expect(source.format == sample.format && source.pacing == .reader)
            #expect(source.totalFrames == sample.frames)
            let (pcm, last) = try all(source)
            // Compared first: to tell the difference of so many bytes takes longer than anybody would wait.
            let isSame = pcm == sample.pcm
            #expect(isSame)
            #expect(last == .end)
        }
    }

    @Test(arguments: Sample.all)
    func `gives every frame of a FIFO`(sample: Sample) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let sender = try WorkerThread(name: "sender") { send(sample.bytes, to: path, piece: 1_777) }
            defer { sender.join() }
            let source = try FileSource(path: path, wanted: sample.format, pacing: .sender)
            #expect(source.format == sample.format && source.totalFrames == nil)
            let (pcm, last) = try all(source)
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

    @Test(arguments: [0x7FFF_F000, 0x7FFF_FFFF, 0x8000_0000 - 36])
    func `a sender who could not know its length is endless`(length: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/fifo"
            #expect(mkfifo(path, 0o600) == 0)
            let input = open(path, O_RDWR | O_CLOEXEC)
            defer { close(input) }
            let start = wav(sound(frames: 2_000, .stereo16), .stereo16, dataBytes: length)
            #expect(Glibc.write(input, start, start.count) == start.count)
            #expect(try FileSource(path: path, wanted: .stereo16, pacing: .sender).isEndless)
            try withFile(start) { path in
                let file = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(!file.isEndless)
            }
        }
    }

    @Test func `half a frame at the end is not sound`() throws {
        for bytes in [
            sound(frames: 10, .stereo16) + [1, 2, 3], wav(sound(frames: 10, .stereo16) + [1, 2], .stereo16),
        ] {
            try withFile(bytes) { path in
                let source = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(source.totalFrames == 10)
                #expect(try all(source, period: 4).pcm == sound(frames: 10, .stereo16))
            }
        }
    }

    @Test func `an empty one ends at once`() throws {
        for bytes in [[], wav([], .stereo16), try FLACFile([], .stereo16).bytes] {
            try withFile(bytes) { path in
                let source = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(source.totalFrames == 0)
                #expect(try all(source) == ([], .end))
            }
        }
    }

    @Test func `garbage is raw sound, garbage behind a FLAC header is none`() throws {
        var generator = SeededGenerator(seed: 9)
        let garbage = (0..<50_000).map { _ in UInt8.random(in: 1...255, using: &generator) }
        try withFile(garbage) { path in
            let (pcm, _) = try all(FileSource(path: path, wanted: .stereo16, pacing: .reader))
            let isSame = pcm == garbage
            #expect(isSame)
        }
        let file = try FLACFile(sound(frames: 8_000, .stereo16), .stereo16)
        try withFile(Array(file.bytes[..<FLACFile.headerBytes]) + garbage) { path in
            let (_, last) = try all(FileSource(path: path, wanted: .stereo16, pacing: .reader))
            #expect(last == .end)
        }
    }

    @Test func `a FLAC file on which the decoder gives up ends at once`() throws {
        let header = try FLACFile(sound(frames: 4_000, .stereo16), .stereo16).bytes[..<42]
        // A block for an application, too short for its name: libFLAC asks for nearly 4 GiB, and gives up.
        let tail: [UInt8] = [
            0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xDF, 0x1A, 0xFF, 0xD0, 0x5F, 0x3E, 0x0A, 0xE8, 0xF3, 0x60,
            0xD2, 0x61, 0x2D,
        ]
        try withFile(header + tail) { path in
            let (pcm, last) = try all(FileSource(path: path, wanted: .stereo16, pacing: .reader))
            #expect(pcm.isEmpty && last == .end)
        }
    }

    @Test func `a scratch in a FLAC file is passed over`() throws {
        let pcm = sound(frames: 40_000, .stereo16)
        var file = try FLACFile(pcm, .stereo16)
        for place in file.blockEnds[3] + 100..<file.blockEnds[3] + 200 { file.bytes[place] ^= 0x55 }
        try withFile(file.bytes) { path in
            let (found, last) = try all(FileSource(path: path, wanted: .stereo16, pacing: .reader))
            #expect(last == .end)
            #expect(found.starts(with: pcm[..<(4 * 16_000)]))
            // The next block may fall with it, but never more.
            let kept = Array(found.suffix(4 * 16_000))
            let isSame = kept == Array(pcm.suffix(4 * 16_000))
            #expect(isSame)
        }
    }

    @Test(arguments: [
        (Array("fLaC".utf8), "its FLAC header gives no format we can keep"),
        (
            Array("fLaC".utf8) + [UInt8](repeating: 0xFF, count: 60),
            "its FLAC header gives no format we can keep"
        ),
        (Array("RIFF".utf8), "it is no WAV of 16 or 24 bit PCM with one or two channels"),
        (
            wav([1, 2, 3], PCMFormat(framesPerSecond: 48_000, channels: 3, bitsPerSample: 16)),
            "it is no WAV of 16 or 24 bit PCM with one or two channels"
        ),
        (
            wav([1, 2, 3], PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 8)),
            "it is no WAV of 16 or 24 bit PCM with one or two channels"
        ),
        (
            wav([1, 2, 3], PCMFormat(framesPerSecond: 7, channels: 2, bitsPerSample: 16)),
            "it is no WAV of 16 or 24 bit PCM with one or two channels"
        ),
    ])
    func `what we cannot keep is refused by name`(bytes: [UInt8], reason: String) throws {
        try withFile(bytes) { path in
            #expect(throws: CaptureError.notSound(path: path, reason: reason)) {
                _ = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
            }
        }
    }

    @Test func `what is not there, no file or never speaks is refused by name`() throws {
        let missing = CaptureError.unreadable(SystemError(ENOENT, doing: "open /nowhere/a.wav"))
        #expect(throws: missing) {
            _ = try FileSource(path: "/nowhere/a.wav", wanted: .stereo16, pacing: .reader)
        }
        try withTemporaryFolder { folder in
            #expect(throws: CaptureError.notSound(path: folder, reason: "nothing comes out of it")) {
                _ = try FileSource(path: folder, wanted: .stereo16, pacing: .reader)
            }
            #expect(mkfifo(folder + "/fifo", 0o600) == 0)
            #expect(throws: CaptureError.notSound(path: folder + "/fifo", reason: "nothing comes out of it"))
            {
                _ = try FileSource(path: folder + "/fifo", wanted: .stereo16, pacing: .sender)
            }
        }
    }
}
