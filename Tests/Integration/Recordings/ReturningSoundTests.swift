import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

/// A recording whose sound somebody has taken away, and that `cleanup` knows to be lost.
private struct Bereft {
    let evening: RecordedEvening
    var folder: JobsFolder { evening.folder }
    let sidecar: Sidecar
    let path: String
    let away: String

    static let settings = ["RETENTION_DAYS": "3650"]

    init(isKept: Bool = false) async throws {
        evening = try RecordedEvening()
        try await evening.assemble()
        if isKept { try await evening.run("recordings", "keep", "1") }
        sidecar = try evening.sidecars()[0]
        path = evening.path(sidecar)
        away = evening.folder.place + "/away.flac"
        _ = try await evening.folder.run(["cleanup"], Self.settings)
        try await OldEvening.age(evening.folder, hours: 30)
        #expect(rename(path, away) == 0)
        let lost = try await evening.folder.run(["cleanup"], Self.settings)
        #expect(lost.errors.contains("recording lost"), "\(lost.errors)")
        #expect(try evening.folder.catalogue().recordings().count == (isKept ? 1 : 0))
    }

    func cleanup() async throws -> Program { try await folder.run(["cleanup"], Self.settings) }
}

@Suite struct `a sound that comes back` {
    @Test(arguments: [true, false])
    func `with other tags is the recording again`(isKept: Bool) async throws {
        let bereft = try await Bereft(isKept: isKept)
        let tag = ["--dont-use-padding", "--set-tag=COMMENT=mine", bereft.away]
        #expect(try await Program.run("metaflac", tag).status == 0)
        let bytes = try #require(Files.facts(bereft.away)?.bytes)
        #expect(bytes != bereft.sidecar.bytes)
        #expect(shell("touch -d '-1 hour' \(bereft.away) && mv \(bereft.away) \(bereft.path)").isContent)
        let run = try await bereft.evening.run("assemble")
        #expect(run.status == 0, "\(run.errors)")
        #expect(Files.facts(bereft.path)?.bytes == bytes)
        let sidecar = try bereft.evening.sidecars()[0]
        #expect(sidecar.isPermanent == isKept && sidecar.md5 == bereft.sidecar.md5)
        let row = try #require(try bereft.folder.catalogue().recordings().first)
        #expect(row.key == sidecar.key && row.isPermanent == isKept)
        let tidy = try await bereft.cleanup()
        #expect(tidy.status == 0 && tidy.errors.contains("nothing to do"), "\(tidy.errors)")
        if !isKept { #expect(try await bereft.evening.run("verify", "1").status == 0) }
    }

    @Test func `bit by bit is left alone until it is whole`() async throws {
        let bereft = try await Bereft()
        let sound = try Data(contentsOf: URL(filePath: bereft.away))
        try sound.prefix(sound.count / 2).write(to: URL(filePath: bereft.path))
        let early = try await bereft.evening.run("assemble")
        #expect(early.status == 0 && !early.errors.contains("recording.stray"), "\(early.errors)")
        #expect(Files.facts(bereft.path)?.bytes == sound.count / 2)
        // Nobody is at it any more.
        #expect(shell("touch -d '-1 hour' \(bereft.path)").isContent)
        let late = try await bereft.evening.run("assemble")
        #expect(late.status == 0 && late.errors.contains("recording.stray notice="), "\(late.errors)")
        let again = try await bereft.evening.run("assemble")
        #expect(again.errors.contains("nothing to do"), "\(again.errors)")
        #expect(Files.facts(bereft.path)?.bytes == sound.count / 2)
        let found = try await bereft.cleanup()
        #expect(found.status == 1 && found.errors.contains("strays=1"), "\(found.errors)")
        try sound.write(to: URL(filePath: bereft.path))
        #expect(try await bereft.evening.run("assemble").status == 0)
        #expect(try bereft.folder.catalogue().recordings().map(\.key) == [bereft.sidecar.key])
        #expect(try await bereft.evening.run("verify", "1").status == 0)
        #expect(try await bereft.cleanup().status == 0)
    }

    @Test(.enabled(if: getuid() == 0, "only root can make a file that its owner may not read"))
    func `that may not be read holds nothing up`() async throws {
        let bereft = try await Bereft()
        let tag = ["--dont-use-padding", "--set-tag=COMMENT=mine", bereft.away]
        #expect(try await Program.run("metaflac", tag).status == 0)
        #expect(shell("touch -d '-1 hour' \(bereft.away) && mv \(bereft.away) \(bereft.path)").isContent)
        _ = try await Program.run("chown", ["-R", "nobody:nogroup", bereft.folder.path])
        chown(bereft.path, 0, 0)
        chmod(bereft.path, 0o600)
        let run = try await bereft.evening.run("assemble")
        #expect(run.status == 0 && run.errors.count(of: "recording.stray notice=") == 1, "\(run.errors)")
        #expect(run.errors.contains("it cannot be read"), "\(run.errors)")
        let again = try await bereft.evening.run("assemble")
        #expect(again.status == 0 && again.errors.contains("nothing to do"), "\(again.errors)")
        chmod(bereft.path, 0o644)
        #expect(try await bereft.evening.run("assemble").status == 0)
        #expect(try bereft.folder.catalogue().recordings().map(\.key) == [bereft.sidecar.key])
        #expect(try bereft.folder.catalogue().noticesHolding("recording.stray").isEmpty)
    }

    @Test func `stays beside a sidecar that nobody can read`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let sidecar = try evening.sidecars()[0]
        let files = try RecordedEvening.files(in: evening.folder)
        try Data("{ rubbish".utf8).write(to: URL(filePath: evening.path(sidecar, .sidecar)))
        #expect(try await evening.run("rebuild").status == 0)
        let other = "20261012T000000.000Z-\(sidecar.key).flac"
        let stranger = parentFolder(evening.path(sidecar)) + "/" + other
        try Data("mine".utf8).write(to: URL(filePath: stranger))
        let before = Files.facts(evening.path(sidecar))
        let run = try await evening.run("assemble")
        // The session is made anew from the tape, beside what lies there.
        #expect(run.status == 0 && run.errors.contains("recordings=1"), "\(run.errors)")
        #expect(try RecordedEvening.files(in: evening.folder).count == 5 + 1 + 5)
        #expect(Files.facts(evening.path(sidecar)) == before)
        #expect(run.errors.count(of: "recording.stray notice=") == 2, "\(run.errors)")
        #expect(try Set(RecordedEvening.files(in: evening.folder)).isSuperset(of: files))
        #expect(text(of: stranger) == "mine")
    }

    @Test func `goes again when it was deleted on purpose`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let path = evening.path(try evening.sidecars()[0])
        let copy = evening.folder.place + "/copy.flac"
        #expect(shell("cp \(path) \(copy)").isContent)
        #expect(try await evening.run("recordings", "delete", "1", "--yes").status == 0)
        #expect(shell("cp \(copy) \(path)").isContent)
        #expect(try await evening.run("assemble").status == 0)
        let files = try RecordedEvening.files(in: evening.folder)
        #expect(files.count == 1 && files[0].hasSuffix(".json"), "\(files)")
    }
}
