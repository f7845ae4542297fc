import Foundation
import Lomuz
import Platform
import TestSupport

/// Somebody with a folder of music, an origin made of it, and players.
final class OriginHouse: @unchecked Sendable {
    // Unchecked: one test's thread uses it.
    let publisher: JobsFolder
    let source: String
    let target: String
    let scratch: Scratch
    private(set) var publicKey = ""

    init() async throws {
        scratch = try Scratch()
        publisher = try JobsFolder()
        source = try scratch.folder("music")
        target = scratch.path + "/origin"
        let keys = try await publisher.run(["publish", "keys", "--quiet"])
        publicKey = String(keys.output.trimmingCharacters(in: .newlines).suffix(64))
        guard keys.status == 0, PublicKey.list(publicKey)?.count == 1 else {
            throw NeverHappened(description: "no keys: \(keys.output)\(keys.errors)")
        }
    }

    var settings: [String: String] { ["PUBLISH_FROM": source, "PUBLISH_TO": target] }

    func run(_ words: [String], _ more: [String: String] = [:]) async throws -> Program {
        try await publisher.run(words, settings.merging(more) { $1 })
    }

    func publish(_ words: String..., with more: [String: String] = [:]) async throws -> Program {
        try await run(["publish"] + words, more)
    }

    /// An MP3 file of so many frames of silence, 26 ms each, unlike any other.
    func add(_ name: String, frames: Int = 40, salt: String = "") throws {
        let path = source + "/" + name
        try FileManager.default.createDirectory(
            atPath: parentFolder(path), withIntermediateDirectories: true)
        try write(Self.mp3(name + salt, frames: frames), to: path)
    }

    static func mp3(_ words: String, frames: Int) -> [UInt8] {
        let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
        let text: [UInt8] = [3] + Array(words.utf8)
        let body = Array("TXXX".utf8) + [0, 0, 0, UInt8(text.count), 0, 0] + text
        let tag = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, UInt8(body.count)]
        return tag + body + (0..<frames).flatMap { _ in frame }
    }

    func manifest(_ json: String) throws {
        try write(Array(json.utf8), to: source + "/" + SourceManifest.fileName)
    }

    /// Everything that is published, with the time of its last change.
    func files() -> [String: Int64] {
        let all = FileManager.default.enumerator(atPath: target)?.allObjects as? [String] ?? []
        let pairs = all.compactMap { path -> (String, Int64)? in
            guard !path.contains("/."), let facts = Files.facts(target + "/" + path), !facts.isFolder
            else { return nil }
            return (path, facts.modifiedMicroseconds)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    func head() throws -> Head {
        let bytes = try Files.read(target + "/" + ObjectPath.head("house"))
        return try Envelope(parsing: bytes).head(of: "house", trusting: PublicKey.list(publicKey) ?? [])
    }

    /// What a player must be told.
    func player(_ device: String, from origin: String? = nil) -> [String: String] {
        [
            "LOMUZ_STREAM": "house", "LOMUZ_ORIGINS": origin ?? "file://\(target)",
            "LOMUZ_PUBLIC_KEY": publicKey, "LOMUZ_DEVICE": device, "LOMUZ_RESERVE_MB": "16",
        ]
    }
}
