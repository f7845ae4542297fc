import Archive
import Audio
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `killed at any moment` {
    @Test func `a relay that runs by the clock loses no more than blocks in memory`() async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 30, .usual, at: scratch.path + "/sound.wav")
        let missing = try await killings(
            lanes: 5, each: 5, upToSeconds: 12, of: sound, pace: "real", in: scratch)
        // A block that is not full, one that the encoder holds back, and a period that is on its way.
        let bound = 2 * PCMFormat.usual.framesPerBlock + 1_024
        let sorted = missing.sorted()
        #expect(sorted[sorted.count / 2] <= bound, "\(sorted)")
        // Half a second more for the worst of them: other tests keep this machine busy.
        #expect(sorted[sorted.count - 1] <= bound + 24_000, "\(sorted)")
    }

    @Test func `a relay in full haste tears nothing`() async throws {
        let scratch = try Scratch()
        let sound = try await KnownSound.make(seconds: 300, .usual, at: scratch.path + "/sound.wav")
        _ = try await killings(lanes: 2, each: 13, upToSeconds: 0.7, of: sound, pace: "fast", in: scratch)
    }
}

/// Kills relays one after another in each of some folders. Answers how many frames were missing on disk, for each that
/// had begun a segment, measured by the clock.
private func killings(
    lanes: Int, each: Int, upToSeconds most: Double, of sound: KnownSound, pace: String, in scratch: Scratch
) async throws -> [Int] {
    try await withThrowingTaskGroup(of: [Int].self) { group in
        for lane in 0..<lanes {
            let folder = try scratch.folder("\(pace)-\(lane)")
            group.addTask {
                var luck = Luck(seed: UInt64(lane))
                var missing: [Int] = []
                for _ in 0..<each {
                    let delay = Double.random(in: 0...most, using: &luck)
                    if let frames = try await kill(after: delay, sound, pace, folder, scratch) {
                        missing.append(frames)
                    }
                }
                return missing
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
}

private func kill(
    after delay: Double, _ sound: KnownSound, _ pace: String, _ folder: String, _ scratch: Scratch
) async throws -> Int? {
    let settings = [
        "AUDIO_DEVICE": "file:\(sound.path)", "AUDIO_PACE": pace, "VINYL_FOLDER": folder,
        "SEGMENT_SECONDS": "5",
    ]
    let known = Set(StoredSegment.paths(in: folder, ending: ".flac"))
    let relay = try RelayProcess(settings, in: scratch)
    try await relay.waitUntil(says: "tape begun")
    try await Task.sleep(for: .seconds(delay))
    let end = Int64(Date().timeIntervalSince1970 * 1e6)
    relay.child.end()
    let finished = StoredSegment.paths(in: folder, ending: ".flac").filter { !known.contains($0) }
    try await FLACTools.expectWhole(finished)
    let parts = StoredSegment.paths(in: folder, ending: ".part")
    #expect(parts.count <= 1, "\(parts)")
    let salvaged = try await salvageAndCompare(parts, in: scratch)
    let segments = (finished + salvaged).compactMap(StoredSegment.init)
    try await expectBeginning(segments, of: sound, in: scratch)
    guard let first = segments.first, let last = segments.last else { return nil }
    let microseconds = end - first.tags.startMicroseconds
    return Int(microseconds) * sound.format.framesPerSecond / 1_000_000 - last.end
}

/// `flac` decodes exactly what the salvage keeps.
private func salvageAndCompare(_ parts: [String], in scratch: Scratch) async throws -> [String] {
    let decodable = try await FLACTools.decode(parts, in: scratch)
    let salvaged = try salvage(parts)
    try await FLACTools.expectWhole(salvaged)
    let kept = try await FLACTools.decode(salvaged, in: scratch)
    let isSame = kept == decodable
    #expect(isSame, "kept \(kept.count) of \(decodable.count) bytes")
    return salvaged
}

/// Expects the segments of one tape to be the beginning of the sound.
func expectBeginning(
    _ segments: [StoredSegment], of sound: KnownSound, in scratch: Scratch,
    _ place: SourceLocation = #_sourceLocation
) async throws {
    var end = 0
    for segment in segments {
        #expect(segment.tags.tape == segments[0].tags.tape, sourceLocation: place)
        #expect(segment.tags.firstFrame == end && segment.tags.gaps.isEmpty, sourceLocation: place)
        end = segment.end
    }
    let isSame =
        try await FLACTools.decode(segments.map(\.path), in: scratch) == sound.pcm(from: 0, frames: end)
    #expect(isSame, "the sound differs", sourceLocation: place)
}
