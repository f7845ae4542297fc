import Foundation

/// A folder that goes when nobody needs it any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/relay-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// All files below it.
    var files: [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .map { path + "/" + $0 }
            .filter {
                !((try? URL(fileURLWithPath: $0).resourceValues(forKeys: [.isDirectoryKey]).isDirectory)
                    ?? false)
            }
            .sorted()
    }
}

/// What `flac -t` says of files: nothing, when they are well.
func complaintsOfFLAC(about paths: [String]) throws -> String {
    guard !paths.isEmpty else { return "" }
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["flac", "--test", "--silent", "--warnings-as-errors"] + paths
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0
        ? "" : "status \(process.terminationStatus) " + String(decoding: said, as: UTF8.self)
}
