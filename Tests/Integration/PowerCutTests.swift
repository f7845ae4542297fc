import Archive
import Audio
import Foundation
import TestSupport
import Testing

@Suite struct `the power fails` {
    /// Segments that end while the disk is busy, segments that end between two syncs, and one that only grows.
    @Test(arguments: [5, 7, 60])
    func `nothing finished is torn, and little is lost`(segmentSeconds: Int) async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(
            seconds: 19, .usual, seed: segmentSeconds, at: scratch.path + "/sound.wav")
        let recording = try await record(sound, segmentSeconds: segmentSeconds, in: scratch)
        var luck = Luck(seed: UInt64(segmentSeconds))
        var worst = 0
        for number in 0..<80 {
            let count = Int.random(in: 1..<recording.log.operations.count, using: &luck)
            let folder = try scratch.folder("cut-\(number)")
            var cut = PowerCut(log: recording.log, root: recording.folder, luck: Luck(seed: luck.next()))
            try cut.rebuild(after: count, in: folder)
            let kept = try await framesKept(in: folder, of: sound, recording, scratch)
            let captured = recording.framesCaptured(before: recording.log.operations[count], sound.format)
            worst = max(worst, captured - kept)
            try FileManager.default.removeItem(atPath: folder)
        }
        // Five seconds and a block, the block that the encoder holds back, and what a slow disk takes.
        let bound = 5 * 48_000 + 2 * PCMFormat.usual.framesPerBlock
        let lost = Double(worst) / 48_000
        #expect(lost <= Double(bound) / 48_000 + recording.longestSyncSeconds, "\(lost) s lost")
    }
}

/// A relay's run from start to end with all it did to its files.
private struct Recording {
    let folder: String
    let log: FileOperationLog
    /// When the first frame of the tape was captured.
    let startMicroseconds: Int64
    /// The finished segments by name, which nothing may ever change.
    let finished: [String: Data]

    /// What was written before a sync is at risk until it is over.
    var longestSyncSeconds: Double {
        let ends = zip(log.operations, log.operations.dropFirst()).filter { $1.kind == .syncEnd }
        return ends.map { Double($1.microseconds - $0.microseconds) / 1e6 }.max() ?? 0
    }

    func framesCaptured(before operation: FileOperation, _ format: PCMFormat) -> Int {
        max(0, Int(operation.microseconds - startMicroseconds)) * format.framesPerSecond / 1_000_000
    }
}

private func record(_ sound: KnownSound, segmentSeconds: Int, in scratch: Scratch) async throws -> Recording {
    let folder = try scratch.folder("vinyl")
    let log = scratch.path + "/operations"
    let relay = try RelayProcess(
        [
            "AUDIO_DEVICE": "file:\(sound.path)", "VINYL_FOLDER": folder,
            "SEGMENT_SECONDS": "\(segmentSeconds)",
            "LD_PRELOAD": Program.powerCutRecorder, "POWERCUT_LOG": log, "POWERCUT_ROOT": folder,
        ], in: scratch)
    #expect(try await relay.waitUntilEnded() == .exited(0), "\(relay.log)")
    let segments = StoredSegment.finished(in: folder)
    try await FLACTools.expectWhole(segments.map(\.path))
    try await expectBeginning(segments, of: sound, in: scratch)
    #expect(segments.last?.end == sound.pcm.count / sound.format.bytesPerFrame)
    let finished = try segments.map { ($0.name.finished, try Data(contentsOf: URL(filePath: $0.path))) }
    return Recording(
        folder: folder, log: try FileOperationLog(path: log),
        startMicroseconds: try #require(segments.first).tags.startMicroseconds,
        finished: Dictionary(uniqueKeysWithValues: finished))
}

/// How many frames from the beginning of the tape lie in the folder after a salvage.
private func framesKept(
    in folder: String, of sound: KnownSound, _ recording: Recording, _ scratch: Scratch
) async throws -> Int {
    for path in StoredSegment.paths(in: folder, ending: ".flac") {
        let isSame = try Data(contentsOf: URL(filePath: path)) == recording.finished[name(path)]
        #expect(isSame, "\(path) is torn")
    }
    let salvaged = StoredSegment.paths(in: folder, ending: ".part").compactMap { path in
        try? salvage([path]).first
    }
    try await FLACTools.expectWhole(salvaged)
    try await compare(salvaged.compactMap(StoredSegment.init), with: sound, in: scratch)
    var end = 0
    for segment in StoredSegment.finished(in: folder) where segment.tags.firstFrame == end {
        end = segment.end
    }
    return end
}

private func compare(_ segments: [StoredSegment], with sound: KnownSound, in scratch: Scratch) async throws {
    for segment in segments {
        let pcm = sound.pcm(from: segment.tags.firstFrame, frames: segment.streamInfo.frames)
        let isSame = try await FLACTools.decode([segment.path], in: scratch) == pcm
        #expect(isSame, "\(segment.path) holds other sound")
    }
}

private func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }
