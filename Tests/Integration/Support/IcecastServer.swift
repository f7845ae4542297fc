import Foundation
import Glibc
import TestSupport

/// A real Icecast with a configuration and a port of its own. Everything here blocks.
final class IcecastServer: @unchecked Sendable {
    // Unchecked: one test's thread uses it.
    let port: Int
    /// Where it speaks TLS, if it has a certificate.
    let encryptedPort: Int
    private let folder: String
    private var child: ChildProcess

    static let password = "sesame-7f3a"

    /// `relayed` is the port of a relay, or of another Icecast, whose MP3 it fetches when somebody listens.
    init(
        relayed: Int? = nil, mount: String = "/stream.mp3", certificate: String? = nil, in scratch: Scratch
    ) throws {
        port = try Doorstep.freePort()
        let encryptedPort = try Doorstep.freePort()
        self.encryptedPort = encryptedPort
        folder = try scratch.openFolder("icecast-" + UUID().uuidString)
        let relay = relayed.map { Self.relay(port: $0, mount) } ?? ""
        let encryption = certificate.map { Self.encryption(port: encryptedPort, $0) } ?? ("", "")
        try Data(Self.settings(port: port, relay, encryption, folder).utf8)
            .write(to: URL(filePath: folder + "/icecast.xml"))
        child = try Self.start(folder)
        try waitUntilOpen()
    }

    var log: String { text(of: folder + "/error.log") }

    func kill() {
        child.end()
    }

    func startAgain() throws {
        child = try Self.start(folder)
        try waitUntilOpen()
    }

    func hasMount(_ mount: String) -> Bool {
        (try? Answer.to("GET", mount, port: port, most: 1_000, seconds: 2).status) == 200
    }

    /// What it shows of its only source.
    var source: [String: Any] {
        let status =
            try? Answer.to("GET", "/status-json.xsl", port: port).object["icestats"] as? [String: Any]
        return status?["source"] as? [String: Any] ?? [:]
    }

    private func waitUntilOpen() throws {
        try patiently("Icecast is open") { (try? Line(port: port)) != nil }
    }

    private static func start(_ folder: String) throws -> ChildProcess {
        let words = Installed.withoutPrivilege(["icecast2", "-c", folder + "/icecast.xml"])
        return try ChildProcess(
            words[0], Array(words.dropFirst()), environment: Program.systemEnvironment,
            output: folder + "/output",
            errors: folder + "/output")
    }

    private static func encryption(port: Int, _ certificate: String) -> (socket: String, path: String) {
        (
            "<listen-socket><port>\(port)</port><bind-address>127.0.0.1</bind-address><ssl>1</ssl></listen-socket>",
            "<ssl-certificate>\(certificate)</ssl-certificate>"
        )
    }

    private static func relay(port: Int, _ mount: String) -> String {
        """
        <relay>
          <server>127.0.0.1</server>
          <port>\(port)</port>
          <mount>\(mount)</mount>
          <local-mount>/vinyl.mp3</local-mount>
          <on-demand>1</on-demand>
          <relay-shoutcast-metadata>1</relay-shoutcast-metadata>
        </relay>
        """
    }

    private static func settings(
        port: Int, _ relay: String, _ encryption: (socket: String, path: String), _ folder: String
    ) -> String {
        """
        <icecast>
          <limits><clients>50</clients><sources>2</sources></limits>
          <authentication>
            <source-password>\(password)</source-password>
            <relay-password>\(password)</relay-password>
            <admin-user>admin</admin-user><admin-password>\(password)</admin-password>
          </authentication>
          <hostname>localhost</hostname>
          <listen-socket><port>\(port)</port><bind-address>127.0.0.1</bind-address></listen-socket>
          \(encryption.socket)
          \(relay)
          <paths>
            <basedir>/usr/share/icecast2</basedir>
            <webroot>/usr/share/icecast2/web</webroot>
            <adminroot>/usr/share/icecast2/admin</adminroot>
            <logdir>\(folder)</logdir>
            \(encryption.path)
          </paths>
          <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
        </icecast>
        """
    }
}
