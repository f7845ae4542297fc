import Archive
import Catalogue
import Foundation
import Lomuz
import Platform
import TestSupport

/// A Lomuz player and its origin, with the real program between them.
final class Shop: @unchecked Sendable {
    // Unchecked: one test's thread uses it.
    let player: JobsFolder
    let origin: TestOrigin
    private let scratch: Scratch
    var origins: String?

    /// `place`: a folder for the player that is there already.
    init(at place: String? = nil) throws {
        scratch = try Scratch()
        player = try JobsFolder(at: place)
        origin = try TestOrigin(in: try scratch.folder("origin"))
    }

    /// The same past, and the same origin.
    init(copying other: Shop) throws {
        scratch = other.scratch
        player = try JobsFolder(copying: other.player)
        origin = other.origin
        origins = other.origins
    }

    private init(_ scratch: Scratch, _ origin: TestOrigin) throws {
        self.scratch = scratch
        self.origin = origin
        player = try JobsFolder()
    }

    /// Another player of the same origin, which has nothing yet.
    func anew() throws -> Shop { try Shop(scratch, origin) }

    func settings(_ more: [String: String] = [:]) -> [String: String] {
        origin.settings(origins).merging(more) { $1 }
    }

    func run(_ words: String..., with more: [String: String] = [:]) async throws -> Program {
        try await player.run(words, settings(more))
    }

    func sync(_ more: [String: String] = [:]) async throws -> Program {
        try await player.run(["sync"], settings(more))
    }

    func store() throws -> LomuzStore { try LomuzStore(existing: player.folders.lomuz) }

    /// Changes what the database says, behind the program's back.
    func alter(_ sql: String) -> Bool { shell("sqlite3 '\(player.folders.lomuz)' \"\(sql)\"").isContent }

    func place(_ name: String) throws -> String { try scratch.folder(name) }

    /// What must hold at every moment, whatever was interrupted; one sentence for each that does not.
    func faults() throws -> [String] {
        let store = try store()
        var faults = try store.connection.faults()
        for blob in try store.blobs() where blob.isHere {
            let path = player.folders.blob(blob.sha256.hexadecimal)
            let real = try? Fingerprint(of: try Files.read(path))
            if real != blob.sha256 { faults.append("\(blob.sha256) is not what it is called") }
        }
        if let state = try store.state() {
            let real = try LeafIndex(of: try store.buckets()).state
            if real != state { faults.append("the records do not come to the state") }
            if try store.head()?.state != state { faults.append("the head is of another state") }
        }
        return faults
    }

    /// What is to be told or was told, as lines.
    func told() throws -> [Telemetry.Line] {
        let script = "find '\(origin.folder)/inbox' -name '*.gz' 2>/dev/null | sort | xargs -r gzip -cd"
        return try shell(script).output.split(separator: "\n").map {
            try Telemetry.Line(parsing: Array($0.utf8))
        }
    }
}
