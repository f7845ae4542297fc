import Glibc

/// A server in Python with manners to order, which ends when this value goes, or this process.
package final class Peer: @unchecked Sendable {
    // Unchecked: nothing changes after `init`.
    package enum Kind: String, Sendable { case http, https, smtp, smtps }

    package let folder: String
    package let port: Int
    private let kind: Kind
    private let input: UnsafeMutablePointer<FILE>

    /// `folder` exists; what lies there already counts from the start.
    package init(_ kind: Kind, in folder: String) throws {
        self.kind = kind
        self.folder = folder
        let script = #filePath.replacing("Peer.swift", with: "peer.py")
        guard let input = popen("exec python3 '\(script)' '\(folder)' \(kind.rawValue)", "we") else {
            throw TestSupportError("cannot start Python")
        }
        self.input = input
        for _ in 0..<6_000 {
            if let port = Int(Self.text(folder + "/port")) {
                self.port = port
                return
            }
            usleep(10_000)
        }
        self.port = 0
        throw TestSupportError("no server of \(kind) came up in \(folder)")
    }

    deinit { pclose(input) }

    package var url: String { "\(kind.rawValue)://127.0.0.1:\(port)" }

    /// One question each, as JSON.
    package var heard: [String] { Self.text(folder + "/heard").split(separator: "\n").map(String.init) }

    /// How the next questions are answered.
    package func answer(_ lines: String...) throws {
        guard let file = fopen(folder + "/answers", "we") else { throw TestSupportError("no \(folder)") }
        fputs(lines.map { $0 + "\n" }.joined(), file)
        fclose(file)
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

/// Certificates of our own, for a day: `authority.pem` signed both pairs.
package enum Certificates {
    /// Lays `certificate.pem` and `key.pem` for a server on this machine, and `client.pem` and `client-key.pem`.
    package static func lay(in folder: String) throws {
        let make = "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        let sign = "-CA authority.pem -CAkey authority-key.pem -days 2"
        let script = """
            cd '\(folder)' && set -e
            \(make) -x509 -days 2 -subj /CN=authority -keyout authority-key.pem -out authority.pem
            \(make) -x509 \(sign) -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out certificate.pem
            \(make) -x509 \(sign) -subj /CN=player -keyout client-key.pem -out client.pem
            """
        let (output, isContent) = shell(
            script.replacing("-addext", with: "-addext basicConstraints=CA:FALSE -addext"))
        guard isContent else { throw TestSupportError("openssl: \(output)") }
    }
}
