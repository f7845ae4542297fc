import Archive
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `a clip that ends in a segment being written` {
    @Test func `waits for it, and has every frame`() async throws {
        let folder = try JobsFolder()
        let port = try Doorstep.freePort()
        let relay = try RelayProcess(
            [
                "AUDIO_DEVICE": "simulated:lead=0", "VINYL_FOLDER": folder.path, "SEGMENT_SECONDS": "5",
                "LISTEN_PORT": "\(port)",
            ], in: try Scratch())
        try await eventually("two segments lie on disk") { try segments(in: folder).count >= 2 }
        let before = try segments(in: folder)
        let clip = try folder.start(
            ["record", "clip", "--last", "4s"], ["LISTEN_PORT": "\(port)", "SEGMENT_SECONDS": "5"],
            errors: folder.place + "/errors")
        let ending = try await clip.waitUntilEnded()
        let said = String(decoding: try Files.read(folder.place + "/errors"), as: UTF8.self)
        #expect(ending.how == .exited(0), "\(said)")
        let after = try segments(in: folder)
        #expect(after.count > before.count, "it did not wait")
        let sidecar = try #require(try RecordedEvening.sidecars(in: folder).first)
        #expect(sidecar.kind == .clip && sidecar.gaps.isEmpty)
        #expect(abs(sidecar.frames - 4 * 48_000) < 48, "\(sidecar.frames)")
        let sound = try await FLACTools.decode(
            [folder.folders.path(of: sidecar.name, .sound)], in: try Scratch())
        try await relay.stop()
        let tape = try await FLACTools.decode(after, in: try Scratch())
        #expect(tape.range(of: sound) != nil)
    }

    private func segments(in folder: JobsFolder) throws -> [String] {
        let root = folder.folders.segments
        guard Files.exists(root) else { return [] }
        return try Files.names(in: root).sorted().flatMap { day in
            try Files.names(in: root + "/" + day).filter { $0.hasSuffix(".flac") }.sorted().map {
                root + "/" + day + "/" + $0
            }
        }
    }
}
