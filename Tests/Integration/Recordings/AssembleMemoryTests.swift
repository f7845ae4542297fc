import Archive
import Audio
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `memory of vinyl-jobs assemble` {
    private static let format = PCMFormat(framesPerSecond: 8_000, channels: 1, bitsPerSample: 16)

    @Test func `does not grow with what it writes`() async throws {
        let folder = try JobsFolder()
        let writer = TapeWriter(
            "aaaaaaaa", in: folder.path, format: Self.format, segmentSeconds: 60, at: RecordedEvening.start)
        var luck = Luck(seed: 7)
        let minute = (0..<60 * Self.format.framesPerSecond).map { _ in
            Int32.random(in: -9_000...9_000, using: &luck)
        }
        for _ in 0..<61 { try writer.append(minute) }
        #expect(try await folder.run(["segment"]).status == 0)
        let short = try await peak(assembling: 10, in: folder)
        let long = try await peak(assembling: 60, in: folder)
        #expect(long - short < 3_000, "\(short) kB for 10 minutes, \(long) kB for an hour")
        let lengths = try RecordedEvening.sidecars(in: folder).map { Int($0.seconds.rounded()) / 60 }
        #expect(lengths.sorted() == [10, 60])
    }

    /// Of its own memory, in kB, at most.
    private func peak(assembling minutes: Int64, in folder: JobsFolder) async throws -> Int {
        let start = evening + Int64(RecordedEvening.start * 1e6)
        let end = UTC(microseconds: start + minutes * 60_000_000).iso
        let clip = try await folder.run(
            ["record", "clip", "--from", UTC(microseconds: start).iso, "--to", end, "--no-wait"])
        #expect(clip.status == 0, "\(clip.errors)")
        let script = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:]).returncode
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            sys.exit(status)
            """
        let run = try await Program.run(
            "python3", ["-c", script, Program.jobs, "assemble"], environment: try folder.environment())
        #expect(run.status == 0, "\(run.errors)")
        return try #require(Int(run.output.split(separator: "\n").last ?? ""))
    }
}
