import Foundation
import Testing

/// The reference programs, which know nothing of ours.
enum FLACTools {
    /// Expects every file to be whole, with an MD5 that is set and right.
    static func expectWhole(_ paths: [String], _ place: SourceLocation = #_sourceLocation) async throws {
        guard !paths.isEmpty else { return }
        let run = try await Program.run("flac", ["-t", "-s", "--warnings-as-errors"] + paths)
        #expect(run.status == 0, "\(run.errors)", sourceLocation: place)
    }

    /// The sound of the files one after another. Of a file that is not whole, what can be decoded.
    static func decode(_ paths: [String], in scratch: Scratch) async throws -> Data {
        guard !paths.isEmpty else { return Data() }
        let output = scratch.path + "/" + UUID().uuidString + ".raw"
        let child = try ChildProcess(
            "flac", ["-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed"] + paths,
            environment: Program.systemEnvironment, output: output)
        _ = try await child.waitUntilEnded(seconds: 120)
        defer { try? FileManager.default.removeItem(atPath: output) }
        return try Data(contentsOf: URL(filePath: output), options: .alwaysMapped)
    }

    static func encode(_ path: String, to target: String) async throws {
        #expect(try await Program.run("flac", ["-s", "-f", "-o", target, path]).status == 0)
    }

    /// What a segment says of itself, as `metaflac` reads it.
    struct Description {
        let frames: Int
        let md5: String
        let tags: [String: String]
    }

    static func describe(_ path: String) async throws -> Description {
        let options = ["--show-total-samples", "--show-md5sum", "--export-tags-to=-"]
        let run = try await Program.run("metaflac", options + [path])
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(run.status == 0 && lines.count > 2, "\(run.errors)")
        let tags = lines.dropFirst(2).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Description(
            frames: lines.first.flatMap { Int($0) } ?? -1, md5: lines.dropFirst().first ?? "",
            tags: Dictionary(tags.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { $1 })
    }
}
