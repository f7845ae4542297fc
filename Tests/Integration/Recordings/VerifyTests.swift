import Archive
import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs verify` {
    @Test func `says where tape between others could not be read`() async throws {
        let evening = try RecordedEvening()
        let segments = StoredSegment.finished(in: evening.folder.path)
        let torn = segments[4].path
        try Files.replace(torn, with: [UInt8](repeating: 7, count: 30_000))
        try await evening.run("segment")
        #expect(try evening.folder.catalogue().filesSetAside().count == 1)
        let run = try await evening.run("verify")
        #expect(run.status == 1 && run.output.contains(torn + ": it was set aside"), "\(run.output)")
        #expect(run.errors.contains("1 flaw in"), "\(run.errors)")
        // Holes that something else left are none of its business.
        try Disk.system.remove(torn)
        try await evening.run("segment")
        _ = try await evening.folder.dump("DELETE FROM set_aside RETURNING path")
        #expect(try await evening.run("verify").status == 0)
    }

    @Test func `says where tape lies upon tape`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        _ = try await evening.folder.dump(
            "UPDATE segments SET frames = frames + 1 WHERE first_frame = 0 RETURNING path")
        let run = try await evening.run("verify")
        #expect(run.status == 1 && run.output.contains("before the one before it ends"), "\(run.output)")
    }

    @Test(arguments: ["title", "artist", "album", "tracks"])
    func `says where a row says something else than its sidecar`(column: String) async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        #expect(try await evening.run("verify").status == 0)
        _ = try await evening.folder.dump("UPDATE recordings SET \(column) = 77 RETURNING id")
        let run = try await evening.run("verify")
        #expect(run.status == 1 && run.output.contains("says something else"), "\(run.output)")
        #expect(try await evening.run("rebuild").status == 0)
        #expect(try await evening.run("verify").status == 0)
    }

    /// A file that plays everywhere, and is not what was recorded.
    @Test func `hears another sound, and a block that is missing`() async throws {
        let evening = try RecordedEvening()
        try await evening.assemble()
        let sidecar = try evening.sidecars()[0]
        let path = evening.path(sidecar)
        let whole = try Files.read(path)
        var told = whole
        // Behind "fLaC", the head of its first block, and what else it says of the sound.
        told[4 + 4 + 18] ^= 1
        try Files.replace(path, with: told)
        let other = try await evening.run("verify", "1")
        #expect(
            other.status == 1 && other.output.contains("its sound has the MD5 \(sidecar.md5)"),
            "\(other.output)")
        let blocks = whole.indices.dropLast(2).filter { whole[$0] == 0xFF && whole[$0 + 1] & 0xFE == 0xF8 }
        // In the middle there are blocks: without one, the next does not bear the number it should.
        var found = false
        for (start, end) in zip(blocks, blocks.dropFirst()).dropFirst(blocks.count / 2) where !found {
            try Files.replace(path, with: Array(whole[..<start] + whole[end...]))
            let run = try await evening.run("verify", "--all")
            #expect(run.status == 1, "\(run.output)")
            _ = try await evening.folder.dump(
                "UPDATE recordings SET bytes = \(whole.count - (end - start)) RETURNING id")
            let all = try await evening.run("verify", "--all")
            #expect(all.status == 1 && all.output.contains("SHA-256"), "\(all.output)")
            found = all.output.contains(" should") || all.output.contains("broken")
        }
        #expect(found)
    }
}
