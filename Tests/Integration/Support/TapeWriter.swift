import Archive
import Audio
import Foundation
import Platform
import Turntable

/// Writes finished segments as the relay does, as fast as they can be encoded, with any clock and any loss.
final class TapeWriter {
    let tape: String
    private let folders: Folders
    private let format: PCMFormat
    private let segmentFrames: Int
    /// When a frame was, and whether the clock was synchronised then.
    private let clock: (_ seconds: Double) -> (microseconds: Int64, isSynchronised: Bool)
    private var waiting: [Int32] = []
    private var gaps: [Gap] = []
    private(set) var frames = 0

    init(
        _ tape: String, in folder: String, format: PCMFormat = .cheap, segmentSeconds: Int = 10,
        clock: @escaping (_ seconds: Double) -> (microseconds: Int64, isSynchronised: Bool)
    ) {
        self.tape = tape
        folders = Folders(root: folder)
        self.format = format
        segmentFrames = segmentSeconds * format.framesPerSecond
        self.clock = clock
    }

    /// By a clock that is right: seconds after the evening began.
    convenience init(
        _ tape: String, in folder: String, format: PCMFormat = .cheap, segmentSeconds: Int = 10,
        at start: Double = 0
    ) {
        self.init(tape, in: folder, format: format, segmentSeconds: segmentSeconds) {
            (evening + Int64((start + $0) * 1_000_000), true)
        }
    }

    /// Whole segments are written at once, the rest by ``finish()``.
    func append(_ samples: [Int32]) throws {
        waiting += samples
        while waiting.count >= segmentFrames * format.channels {
            let count = segmentFrames * format.channels
            try write(Array(waiting.prefix(count)))
            waiting.removeFirst(count)
        }
    }

    /// The device gave nothing for so long.
    func lose(seconds: Double) throws {
        let lost = Int(seconds * Double(format.framesPerSecond))
        gaps.append(Gap(start: frames + waiting.count / format.channels, frames: lost, cause: .lost))
        try append([Int32](repeating: 0, count: lost * format.channels))
    }

    func finish() throws {
        if !waiting.isEmpty { try write(waiting) }
        waiting = []
    }

    private func write(_ samples: [Int32]) throws {
        let count = samples.count / format.channels
        let time = clock(Double(frames) / Double(format.framesPerSecond))
        let name = SegmentName(startMicroseconds: time.microseconds, tape: tape, firstFrame: frames)
        var tags = SegmentTags(
            tape: tape, firstFrame: frames, startMicroseconds: time.microseconds,
            isClockSynchronised: time.isSynchronised, device: "a test")
        tags.gaps = gaps.compactMap { $0.clipped(to: frames..<frames + count) }
            .map { Gap(start: $0.start - frames, frames: $0.frames, cause: $0.cause) }
        let encoder = try FLACEncoder(format: format, level: 0)
        var sound: [UInt8] = []
        let block = format.framesPerBlock * format.channels
        for start in stride(from: 0, to: samples.count, by: block) {
            let piece = Array(samples[start..<min(start + block, samples.count)])
            for encoded in try encoder.encode(piece, frames: piece.count / format.channels) {
                sound += encoded.bytes
            }
        }
        let (last, info) = try encoder.finish()
        for encoded in last { sound += encoded.bytes }
        let header = FLACHeader(streamInfo: info, comments: tags.comments)
            .bytes(paddedTo: SegmentTags.headerBytes)
        try Disk.system.makeFolder(folders.folder(of: name))
        let path = folders.folder(of: name) + "/" + name.finished
        try Data((header ?? []) + sound).write(to: URL(filePath: path))
        frames += count
    }
}

/// 2026-11-21, 20:00 in UTC.
let evening: Int64 = 1_795_291_200_000_000

extension PCMFormat {
    static let cheap = PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 16)
}

/// The built-in turntable, heard directly.
struct Playing {
    private var turntable: Turntable
    private let format: PCMFormat
    private var frames = 0

    init(_ options: String, format: PCMFormat = .cheap) throws {
        turntable = Turntable(
            options: try TurntableOptions(parsing: options), framesPerSecond: format.framesPerSecond,
            channels: format.channels, bitsPerSample: format.bitsPerSample)
        self.format = format
    }

    mutating func play(seconds: Double) -> [Int32] {
        let wanted = Int(seconds * Double(format.framesPerSecond))
        var samples = [Int32](repeating: 0, count: wanted * format.channels)
        var span = samples.mutableSpan
        let read = turntable.read(into: &span)
        frames += read
        return Array(samples.prefix(read * format.channels))
    }

    /// What was played so far.
    var truth: Truth { Truth(turntable.truth(until: frames), framesPerSecond: format.framesPerSecond) }
}
