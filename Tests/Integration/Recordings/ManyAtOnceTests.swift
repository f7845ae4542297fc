import Archive
import Audio
import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

/// An old evening that nobody has assembled, with an hour of tape behind it that nobody needs.
private struct UnassembledEvening {
    let evening: RecordedEvening

    init() async throws {
        evening = try RecordedEvening()
        let later = TapeWriter(
            "22222222", in: evening.folder.path, segmentSeconds: 60, at: RecordedEvening.start + 7_200)
        try later.append([Int32](repeating: 0, count: 3_600 * RecordedEvening.format.framesPerSecond))
        try later.finish()
        #expect(try await evening.run("segment").status == 0)
        #expect(try await evening.folder.run(["cleanup"]).status == 0)
        try await OldEvening.age(evening.folder, hours: 30)
    }
}

@Suite struct `many jobs at once` {
    /// Many more by hand: `VINYL_ROUNDS=200`.
    private static let rounds = ProcessInfo.processInfo.environment["VINYL_ROUNDS"].flatMap { Int($0) } ?? 5

    /// A round counts when everybody was at work in it, and got what they wanted.
    @Test func `take no segment from under each other`() async throws {
        let original = try await UnassembledEvening().evening
        let whole = try JobsFolder(copying: original.folder)
        #expect(try await whole.run(["assemble"], RecordedEvening.settings).status == 0)
        let expected = try RecordedEvening.sidecars(in: whole)[0]
        var luck = Luck(seed: 5)
        var passed = 0
        for round in 0..<4 * Self.rounds where passed < Self.rounds {
            let folder = try JobsFolder(copying: original.folder)
            let minute = Int.random(in: 5...50, using: &luck)
            let start = evening + Int64((RecordedEvening.start + 7_200) * 1e6) + Int64(minute) * 60_000_000
            let clip = [
                "record", "clip", "--from", String(UTC(microseconds: start).iso),
                "--to", String(UTC(microseconds: start + 90_000_000).iso),
            ]
            let children = try [["cleanup"], ["assemble"], clip, ["verify"]].shuffled(using: &luck).map {
                words in
                (
                    words,
                    try folder.start(words, RecordedEvening.settings, errors: folder.place + "/" + words[0])
                )
            }
            var isWhole = true
            for (words, child) in children {
                let how = try await child.waitUntilEnded().how
                let errors = text(of: folder.place + "/" + words[0])
                // Another may be at it; and what to clip may have gone before.
                let mayFail = words[0] == "record" && errors.contains("tape")
                let isFine = how == .exited(0) || how == .exited(75) || mayFail && how == .exited(1)
                #expect(isFine, "\(round) \(words) \(how): \(errors)")
                if how != .exited(0) && ["cleanup", "record"].contains(words[0]) { isWhole = false }
            }
            if isWhole { passed += 1 }
            let last = try await folder.run(["assemble"], RecordedEvening.settings)
            #expect(last.status == 0, "\(round): \(last.errors)")
            #expect(try RecordedEvening.sidecars(in: folder).contains { $0.md5 == expected.md5 })
            let verdict = try await folder.run(["verify", "--all"])
            #expect(verdict.status == 0, "\(round): \(verdict.output)")
            #expect(try folder.catalogue().segmentsBeingDeleted().isEmpty)
        }
        #expect(passed == Self.rounds)
    }
}
