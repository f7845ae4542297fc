import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// An evening on the tape, with all of its sound known, and what becomes of it.
struct RecordedEvening {
    let folder: JobsFolder
    /// As it should be heard: lost time is silence.
    private(set) var sound: [Int32] = []

    static let settings = [
        "SESSION_GAP_SECONDS": "40", "TRACK_MINIMUM_SECONDS": "10", "RUN_IN_SECONDS": "1",
        "RUN_OUT_SECONDS": "4",
    ]
    static let format = PCMFormat.cheap
    /// Some weeks before the evening of other tests, which must be over; at no round time.
    static let start = -40.0 * 86_400 + 0.000_345

    /// Two sides; with trouble, the device is lost for 2.5 s in the first, and the relay starts anew in the second,
    /// for which it takes 3 s.
    init(isTroubled: Bool = false) throws {
        folder = try JobsFolder()
        var playing = try Playing("lead=8,side=30,tracks=2,sides=2,idle=6,rest=100,locked=3,seed=4")
        let first = TapeWriter("ffffffff", in: folder.path, segmentSeconds: 7, at: Self.start)
        try play(25, &playing, first)
        if isTroubled {
            try first.lose(seconds: 2.5)
            sound += silence(2.5)
            try play(30, &playing, first)
            try first.finish()
            _ = playing.play(seconds: 3)
            sound += silence(3)
            let second = TapeWriter("11111111", in: folder.path, segmentSeconds: 7, at: Self.start + 60.5)
            try play(90, &playing, second)
            try second.finish()
        } else {
            try play(120, &playing, first)
            try first.finish()
        }
    }

    private mutating func play(_ seconds: Double, _ playing: inout Playing, _ writer: TapeWriter) throws {
        let samples = playing.play(seconds: seconds)
        sound += samples
        try writer.append(samples)
    }

    private func silence(_ seconds: Double) -> [Int32] {
        [Int32](repeating: 0, count: Int(seconds * Double(Self.format.framesPerSecond)))
    }

    @discardableResult
    func run(_ words: String..., settings: [String: String] = [:]) async throws -> Program {
        try await folder.run(words, Self.settings.merging(settings) { $1 })
    }

    func assemble(_ settings: [String: String] = [:]) async throws {
        for job in ["segment", "assemble"] {
            let run = try await run(job, settings: settings)
            #expect(run.status == 0, "\(job): \(run.errors)")
        }
    }

    func sidecars() throws -> [Sidecar] { try RecordedEvening.sidecars(in: folder) }

    static func sidecars(in folder: JobsFolder) throws -> [Sidecar] {
        try files(in: folder).filter { $0.hasSuffix(".json") }
            .map { try Sidecar(parsing: try Files.read(folder.folders.recordings + "/" + $0)) }
            .sorted { $0.startMicroseconds < $1.startMicroseconds }
    }

    /// Everything below `recordings`.
    static func files(in folder: JobsFolder) throws -> [String] {
        var found: [String] = []
        for month in try Files.names(in: folder.folders.recordings) {
            found += try Files.names(in: folder.folders.recordings + "/" + month).map { month + "/" + $0 }
        }
        return found
    }

    func path(_ sidecar: Sidecar, _ part: RecordingName.Part = .sound) -> String {
        folder.folders.path(of: sidecar.name, part)
    }

    /// Of the evening, as a 16-bit file would have it.
    func pcm(_ frames: Range<Int>) -> Data {
        var bytes = [UInt8](repeating: 0, count: frames.count * 2)
        PCM.pack(Array(sound[frames]), frames: frames.count, format: Self.format, into: &bytes)
        return Data(bytes)
    }

    /// Whose first frame is where on the tape that began the evening.
    func start(of sidecar: Sidecar) -> Int {
        sidecar.format.frames(since: evening + Int64(Self.start * 1e6), sidecar.startMicroseconds)
    }
}

extension PCMFormat {
    fileprivate func frames(since start: Int64, _ time: Int64) -> Int {
        Int((Double(time - start) * Double(framesPerSecond) / 1e6).rounded())
    }
}
