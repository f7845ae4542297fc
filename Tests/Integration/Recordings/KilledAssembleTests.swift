import Archive
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs assemble is killed` {
    @Test func `at thirty moments, and tears nothing`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        let whole = try evening.folder.doubled()
        let undisturbed = try await whole.run(["assemble"], RecordedEvening.settings)
        #expect(undisturbed.status == 0, "\(undisturbed.errors)")
        let expected = try RecordedEvening.sidecars(in: whole)[0]
        var luck = Luck(seed: 11)
        var struck = 0
        let folder = try evening.folder.doubled()
        for _ in 0..<30 {
            let child = try folder.start(["assemble"])
            let moment = Double.random(in: 0...undisturbed.seconds * 1.1, using: &luck)
            while child.ended == nil, (Consumption(of: child.pid)?.processorSeconds ?? .infinity) < moment {
                usleep(2_000)
            }
            if child.end()?.how == .killed(SIGKILL) { struck += 1 }
            let files = try RecordedEvening.files(in: folder)
            let sounds = files.filter { $0.hasSuffix(".flac") }
            try await FLACTools.expectWhole(sounds.map { folder.folders.recordings + "/" + $0 })
            #expect(sounds.count <= 1)
            // Begins anew now and then, not to find its work done for ever.
            if !sounds.isEmpty {
                #expect(try await folder.run(["assemble"], RecordedEvening.settings).status == 0)
                try expectWhole(folder, expected)
                #expect(try await folder.run(["recordings", "delete", "1", "--yes"]).status == 0)
                for suffix in ["", "-wal", "-shm"] { unlink(folder.folders.catalogue + suffix) }
                let start = evening.folder.folders.catalogue
                #expect(
                    shell("rm -rf \(folder.folders.recordings); cp -a \(start)* \(folder.path)/").isContent)
            }
        }
        #expect(struck >= 10, "it was over too soon, \(30 - struck) times")
        #expect(try await folder.run(["assemble"], RecordedEvening.settings).status == 0)
        try expectWhole(folder, expected)
    }

    private func expectWhole(_ folder: JobsFolder, _ expected: Sidecar) throws {
        let files = try RecordedEvening.files(in: folder)
        #expect(files.count == 5 && !files.contains { $0.hasSuffix(".part") }, "\(files)")
        let sidecar = try RecordedEvening.sidecars(in: folder)[0]
        #expect(sidecar.md5 == expected.md5 && sidecar.key == expected.key)
        let rows = try folder.catalogue().recordings()
        #expect(rows.map(\.key) == [expected.key])
        #expect(try folder.catalogue().sessionsToAssemble().isEmpty)
        #expect(try folder.catalogue().claims(forPurpose: "assemble").isEmpty)
    }
}
