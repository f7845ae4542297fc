import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

@Suite struct `a file as a source` {
    @Test(arguments: Sample.all)
    func `gives every frame of a file`(sample: Sample) throws {
        try withSoundFile(sample.bytes) { path in
            let source = try FileSource(path: path, wanted: sample.format, pacing: .reader)
            #expect(source.format == sample.format && source.pacing == .reader)
            #expect(source.totalFrames == sample.frames)
            let (pcm, last) = try everything(from: source)
            // Compared first: to tell the difference of so many bytes takes longer than anybody would wait.
            let isSame = pcm == sample.pcm
            #expect(isSame)
            #expect(last == .end)
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
            try withSoundFile(start) { path in
                let file = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(!file.isEndless)
            }
        }
    }

    @Test func `half a frame at the end is not sound`() throws {
        for bytes in [
            sound(frames: 10, .stereo16) + [1, 2, 3], wav(sound(frames: 10, .stereo16) + [1, 2], .stereo16),
        ] {
            try withSoundFile(bytes) { path in
                let source = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(source.totalFrames == 10)
                #expect(try everything(from: source, period: 4).pcm == sound(frames: 10, .stereo16))
            }
        }
    }

    @Test func `an empty one ends at once`() throws {
        for bytes in [[], wav([], .stereo16), try FLACFile([], .stereo16).bytes] {
            try withSoundFile(bytes) { path in
                let source = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
                #expect(source.totalFrames == 0)
                #expect(try everything(from: source) == ([], .end))
            }
        }
    }

    @Test func `garbage is raw sound, garbage behind a FLAC header is none`() throws {
        var generator = SeededGenerator(seed: 9)
        let garbage = (0..<50_000).map { _ in UInt8.random(in: 1...255, using: &generator) }
        try withSoundFile(garbage) { path in
            let (pcm, _) = try everything(from: FileSource(path: path, wanted: .stereo16, pacing: .reader))
            let isSame = pcm == garbage
            #expect(isSame)
        }
        let file = try FLACFile(sound(frames: 8_000, .stereo16), .stereo16)
        try withSoundFile(Array(file.bytes[..<FLACFile.headerBytes]) + garbage) { path in
            let (_, last) = try everything(from: FileSource(path: path, wanted: .stereo16, pacing: .reader))
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
        try withSoundFile(header + tail) { path in
            let (pcm, last) = try everything(from: FileSource(path: path, wanted: .stereo16, pacing: .reader))
            #expect(pcm.isEmpty && last == .end)
        }
    }

    @Test func `a scratch in a FLAC file is passed over`() throws {
        let pcm = sound(frames: 40_000, .stereo16)
        var file = try FLACFile(pcm, .stereo16)
        for place in file.blockEnds[3] + 100..<file.blockEnds[3] + 200 { file.bytes[place] ^= 0x55 }
        try withSoundFile(file.bytes) { path in
            let (found, last) = try everything(
                from: FileSource(path: path, wanted: .stereo16, pacing: .reader))
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
        try withSoundFile(bytes) { path in
            #expect(throws: CaptureError.notSound(path: path, reason: reason)) {
                _ = try FileSource(path: path, wanted: .stereo16, pacing: .reader)
            }
        }
    }

    @Test func `what is not there or no file is refused by name`() throws {
        let missing = CaptureError.unreadable(SystemError(ENOENT, doing: "open /nowhere/a.wav"))
        #expect(throws: missing) {
            _ = try FileSource(path: "/nowhere/a.wav", wanted: .stereo16, pacing: .reader)
        }
        try withTemporaryFolder { folder in
            #expect(throws: CaptureError.notSound(path: folder, reason: "nothing comes out of it")) {
                _ = try FileSource(path: folder, wanted: .stereo16, pacing: .reader)
            }
        }
    }
}
