import Archive
import Audio
import Catalogue
import Foundation
import Glibc
import Platform

/// A folder as the relay and the jobs share it, and `vinyl-jobs` run on it.
struct JobsFolder: Sendable {
    let path: String
    private let scratch: Scratch

    init(_ name: String = "vinyl", at place: String? = nil) throws {
        scratch = try Scratch()
        path = try place ?? scratch.folder(name)
    }

    /// With all that lies in another one.
    init(copying other: JobsFolder) throws {
        scratch = try Scratch()
        path = scratch.path + "/vinyl"
        try FileManager.default.copyItem(atPath: other.path, toPath: path)
    }

    var folders: Folders { Folders(root: path) }
    var place: String { scratch.path }

    func catalogue() throws -> Catalogue { try Catalogue(making: folders.catalogue, clock: .system) }

    func environment(_ settings: [String: String] = [:]) throws -> [String: String] {
        // However full the disk is that tests are run on.
        let own = [
            "VINYL_FOLDER": path, "VINYL_CONFIG": try scratch.file("empty.conf"), "TZ": "UTC",
            "DISK_RESERVE_PERCENT": "0", "DISK_ALERT_PERCENT": "100",
        ]
        return own.merging(settings) { $1 }
    }

    func run(_ words: [String], _ settings: [String: String] = [:]) async throws -> Program {
        try await Program.run(Program.jobs, words, environment: environment(settings))
    }

    func start(
        _ words: [String], _ settings: [String: String] = [:], output: String = "/dev/null",
        errors: String = "/dev/null"
    ) throws -> ChildProcess {
        let all = Program.systemEnvironment.merging(try environment(settings)) { $1 }
        return try ChildProcess(Program.jobs, words, environment: all, output: output, errors: errors)
    }

    /// As a shell does it, with pipes and redirections; `vinyl-jobs` is the first argument.
    func shell(_ script: String, _ settings: [String: String] = [:]) async throws -> Program {
        try await Program.run(
            "bash", ["-c", script, "bash", Program.jobs], environment: environment(settings))
    }
}

extension Program {
    static var jobs: String { buildFolder + "/vinyl-jobs" }
}

extension Catalogue {
    /// Minutes of tape with features as large as real ones.
    func fill(minutes: Int) throws {
        let files = (0..<minutes).map { minute in
            let start = 1_795_291_200_000_000 + Int64(minute) * 60_000_000
            let name = SegmentName(startMicroseconds: start, tape: "aaaaaaaa", firstFrame: minute * 2_880_000)
            return SegmentFile(
                path: name.day + "/" + name.finished, bytes: 6_000_000, frames: 2_880_000,
                format: PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16),
                tags: SegmentTags(
                    tape: "aaaaaaaa", firstFrame: minute * 2_880_000, startMicroseconds: start,
                    isClockSynchronised: true, device: "simulated"))
        }
        try write { () throws(CatalogueError) in
            for id in try index(files, atMicroseconds: 1) {
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: 16_832)
                try store(StoredFeatures(version: 1, ticks: 0..<600, bytes: bytes), ofSegment: id)
            }
        }
    }

    /// One event a minute, of two types.
    func tell(events: Range<Int>) throws {
        for number in events {
            let event = Event(
                identity: "\(number)", type: number % 2 == 0 ? "session.started" : "tape.gap",
                microseconds: 1_795_291_200_000_000 + Int64(number) * 60_000_000,
                mark: Chapter.Mark(tape: "aaaaaaaa", frame: number),
                details: .object([("seconds", .whole(number))]))
            try add(event, atMicroseconds: 1)
        }
    }
}
