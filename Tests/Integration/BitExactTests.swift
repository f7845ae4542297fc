import Audio
import Foundation
import Glibc
import Testing

@Suite struct `segments are the sound, bit for bit` {
    @Test func `twenty minutes`() async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 1_200, .usual, at: scratch.path + "/long.wav")
        try await expectExact(sound, played: sound.path, segmentSeconds: 60, in: scratch)
    }

    enum Container: String, CaseIterable { case wav, raw, flac, fifo, flacThroughFIFO }

    @Test(arguments: Container.allCases)
    func `whatever it comes in`(container: Container) async throws {
        let scratch = try Scratch()
        let isWAV = container != .raw && container != .fifo
        let sound = try await KnownSound.make(
            seconds: 23.217, .usual, isWAV: isWAV, at: scratch.path + "/sound")
        let (path, feeder) = try await pack(sound, as: container, in: scratch)
        try await expectExact(sound, played: path, in: scratch)
        feeder?.end()
    }

    @Test(arguments: [(44_100, 1, 16), (96_000, 2, 24), (192_000, 1, 24), (44_100, 2, 24), (176_400, 2, 16)])
    func `whatever its format`(rate: Int, channels: Int, bits: Int) async throws {
        let scratch = try Scratch()
        let format = PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
        let sound = try await KnownSound.make(seconds: 11.03, format, at: scratch.path + "/sound.wav")
        try await expectExact(sound, played: sound.path, in: scratch)
    }
}

/// The file to play, and for a FIFO the program that writes into it.
private func pack(
    _ sound: KnownSound, as container: `segments are the sound, bit for bit`.Container, in scratch: Scratch
) async throws -> (path: String, feeder: ChildProcess?) {
    let packed = scratch.path + "/packed"
    switch container {
    case .wav, .raw: return (sound.path, nil)
    case .flac:
        try await FLACTools.encode(sound.path, to: packed)
        return (packed, nil)
    case .fifo: return (packed, try feed(packed, from: sound.path))
    case .flacThroughFIFO:
        try await FLACTools.encode(sound.path, to: packed + ".flac")
        return (packed, try feed(packed, from: packed + ".flac"))
    }
}

private func feed(_ fifo: String, from path: String) throws -> ChildProcess {
    #expect(mkfifo(fifo, 0o600) == 0)
    let command = #"exec cat "$0" > "$1""#
    return try ChildProcess("sh", ["-c", command, path, fifo], environment: Program.systemEnvironment)
}

private func expectExact(
    _ sound: KnownSound, played path: String, segmentSeconds: Int = 5, in scratch: Scratch
) async throws {
    let folder = try scratch.folder("vinyl")
    let relay = try RelayProcess(
        [
            "AUDIO_DEVICE": "file:\(path)", "AUDIO_PACE": "fast", "VINYL_FOLDER": folder,
            "SEGMENT_SECONDS": "\(segmentSeconds)",
        ], in: scratch)
    #expect(try await relay.waitUntilEnded(seconds: 180) == .exited(0), "\(relay.log)")
    let paths = StoredSegment.paths(in: folder, ending: ".flac")
    #expect(StoredSegment.paths(in: folder, ending: ".part").isEmpty)
    let frames = sound.pcm.count / sound.format.bytesPerFrame
    let framesPerSegment = segmentSeconds * sound.format.framesPerSecond
    #expect(paths.count == (frames + framesPerSegment - 1) / framesPerSegment)
    try await FLACTools.expectWhole(paths)
    var end = 0
    for path in paths {
        let segment = try await FLACTools.describe(path)
        #expect(segment.tags["VINYL_FIRST_FRAME"] == "\(end)")
        #expect(segment.tags["VINYL_GAPS"] == nil && segment.tags["VINYL_HOLE_BEFORE"] == nil)
        #expect(segment.md5.contains { $0 != "0" })
        end += segment.frames
    }
    #expect(end == frames)
    let isSame = try await FLACTools.decode(paths, in: scratch) == sound.pcm
    #expect(isSame, "the sound differs")
}
