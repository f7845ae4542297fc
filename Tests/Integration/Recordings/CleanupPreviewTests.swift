import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `cleanup --dry-run` {
    @Test func `says what the run does, all of it and no more`() async throws {
        let sides = try await TwoSides()
        let folder = sides.folder
        let start = evening + Int64(RecordedEvening.start * 1e6)
        for number in 0..<3 {
            let from = start + Int64(20 + 20 * number) * 1_000_000
            let times = [from, from + 10_000_000].map { String(UTC(microseconds: $0).iso) }
            let clip = ["record", "clip", "--from", times[0], "--to", times[1]]
            #expect(try await folder.run(clip, RecordedEvening.settings).status == 0)
        }
        // All are announced; then one is kept behind the back of the catalogue, one cannot be read, one is lost.
        #expect(try await sides.cleanup(days: 7).errors.contains("announced=4"))
        let sidecars = try sides.evening.sidecars().sorted { $0.number < $1.number }
        var kept = sidecars[1]
        kept.isPermanent = true
        try Files.replace(sides.evening.path(kept, .sidecar), with: kept.text)
        try Data("{".utf8).write(to: URL(filePath: sides.evening.path(sidecars[2], .sidecar)))
        try await OldEvening.age(folder, hours: 30)
        unlink(sides.evening.path(sidecars[0]))
        let torn = folder.folders.segments + "/2026-10-12/20261012T190000.000Z-cccccccc-000000000000000.flac"
        try Data(repeating: 7, count: 30_000).write(to: URL(filePath: torn))
        try await sides.evening.run("segment")
        try await OldEvening.ageSetAside(folder, hours: 200)
        let settings = ["RETENTION_DAYS": "7"]
        let dry = try await folder.run(["cleanup", "--dry-run"], settings).output
        let run = try await folder.run(["cleanup"], settings).errors
        let told = Dictionary(
            run.matches(of: /(\w+)=(\d+)/).map { (String($0.1), Int($0.2) ?? -1) }
        ) { $1 }
        #expect(told["recordings"] == 2 && dry.count(of: "would delete recording") == 2, "\(dry)\n\(run)")
        #expect(told["kept"] == 1 && dry.count(of: "would say that recording 2") == 1, "\(dry)\n\(run)")
        #expect(dry.count(of: "would not delete recording 3") == 1, "\(dry)")
        #expect(run.count(of: "recording not deleted") == 1, "\(run)")
        #expect(told["missing"] == 1 && dry.count(of: "would wait for the sound of recording 1") == 1)
        #expect(told["set_aside"] == 1 && dry.count(of: "which was set aside") == 1, "\(dry)\n\(run)")
        let segments = try #require(dry.firstMatch(of: /would delete (\d+) segments/)).1
        #expect(told["segments"] == Int(segments), "\(dry)\n\(run)")
        let bytes = try #require(dry.firstMatch(of: /would free (\d+) bytes/)).1
        #expect(told["bytes"] == Int(bytes), "\(dry)\n\(run)")
    }
}
