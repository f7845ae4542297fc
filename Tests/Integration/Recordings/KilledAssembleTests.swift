import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs assemble is killed` {
    @Test func `at thirty moments, and tears nothing`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        let whole = try JobsFolder(copying: evening.folder)
        let undisturbed = try await whole.run(["assemble"], RecordedEvening.settings)
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let expected = try RecordedEvening.sidecars(in: whole)[0]
        var luck = Luck(seed: 11)
        var struck = 0
        // What one leaves, the next finds; until the work is done, and it begins anew.
        var folder = try JobsFolder(copying: evening.folder)
        for round in 0..<30 {
            let child = try folder.start(["assemble"], RecordedEvening.settings)
            // Files get their names at the very end.
            let share = round % 2 == 0 ? 0...1.05 : 0.9...1.05
            let moment = undisturbed.seconds * Double.random(in: share, using: &luck)
            child.wait(untilSpending: moment)
            if child.end()?.how == .killed(SIGKILL) { struck += 1 }
            let sounds = try RecordedEvening.files(in: folder).filter { $0.hasSuffix(".flac") }
            try await FLACTools.expectWhole(sounds.map { folder.folders.recordings + "/" + $0 })
            if !sounds.isEmpty {
                try await expectCompleted(folder, expected)
                folder = try JobsFolder(copying: evening.folder)
            }
        }
        #expect(struck >= 10, "it was over too soon, \(30 - struck) times")
        try await expectCompleted(folder, expected)
    }

    private func expectCompleted(_ folder: JobsFolder, _ expected: Sidecar) async throws {
        let run = try await folder.run(["assemble"], RecordedEvening.settings)
        #expect(run.status == 0, "\(run.errors)")
        let files = try RecordedEvening.files(in: folder)
        #expect(files.count == 5 && !files.contains { $0.hasSuffix(".part") }, "\(files)")
        let sidecar = try RecordedEvening.sidecars(in: folder)[0]
        #expect(sidecar.md5 == expected.md5 && sidecar.key == expected.key)
        #expect(try folder.catalogue().recordings().map(\.key) == [expected.key])
        #expect(try folder.catalogue().sessionsToAssemble().isEmpty)
        #expect(try folder.catalogue().claims(forPurpose: "assemble").isEmpty)
    }
}
