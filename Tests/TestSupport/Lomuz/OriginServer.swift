import Glibc

/// A web server in Python for an origin's folder, with one fault to order. It ends with this value, or this process.
package final class OriginServer: @unchecked Sendable {
    // Unchecked: nothing changes after `init`.
    package let port: Int
    private let scratch: String
    private let input: UnsafeMutablePointer<FILE>

    /// The first `times` answers to which the fault applies have it; the others are as they should be.
    package init(_ folder: String, fault: String = "none", times: Int = 1, in scratch: String) throws {
        self.scratch = scratch
        let script = #filePath.replacing("OriginServer.swift", with: "origin.py")
        unlink(scratch + "/port")
        guard let input = popen("exec python3 '\(script)' '\(folder)' '\(scratch)' \(fault) \(times)", "we")
        else { throw TestSupportError("cannot start Python") }
        self.input = input
        for _ in 0..<6_000 {
            if let port = Int(Self.text(scratch + "/port")) {
                self.port = port
                return
            }
            usleep(10_000)
        }
        port = 0
        throw TestSupportError("no server came up")
    }

    deinit { pclose(input) }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// `METHOD path status bytes` of every answer.
    package var answers: [String] {
        Self.text(scratch + "/answers").split(separator: "\n").map(String.init)
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
