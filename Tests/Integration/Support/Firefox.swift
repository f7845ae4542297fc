import Foundation

/// What can be asked of a browser without a window. Everything here blocks.
protocol Scriptable {
    func open(_ url: String) throws
    /// Runs a script that calls its last argument when it is done.
    func run(_ script: String, _ arguments: String...) throws -> [String: Any]
    func end() throws
}

/// Firefox, spoken to in its own language. Without something to play into it plays nothing, hence the sound card.
final class Firefox: Scriptable {
    private let program: ChildProcess
    private let line: Line
    private let soundCard: PulseServer
    private var unread: [UInt8] = []
    private var number = 0

    static var isInstalled: Bool { Installed.has("firefox-esr", "pulseaudio", "pactl") }

    init(in scratch: Scratch, soundCard: PulseServer) throws {
        let profile = try scratch.folder("firefox")
        _ = try scratch.file("firefox/user.js", Self.preferences)
        let own = ["HOME": profile, "PULSE_SERVER": soundCard.address]
        let program = try ChildProcess(
            "firefox-esr", ["--headless", "--marionette", "--no-remote", "--profile", profile],
            environment: Program.systemEnvironment.merging(own) { $1 },
            errors: scratch.path + "/firefox-errors")
        let port = try patiently("Firefox is there", seconds: 90, every: 0.1) {
            Int(text(of: profile + "/MarionetteActivePort"))
        }
        self.program = program
        self.soundCard = soundCard
        line = try Line(port: port)
        _ = try message()
        try tell("WebDriver:NewSession", [:])
    }

    func open(_ url: String) throws { try tell("WebDriver:Navigate", ["url": url]) }

    func run(_ script: String, _ arguments: String...) throws -> [String: Any] {
        let answer = try tell(
            "WebDriver:ExecuteAsyncScript",
            ["script": script, "args": arguments, "sandbox": NSNull(), "newSandbox": false])
        return answer?["value"] as? [String: Any] ?? [:]
    }

    func end() throws {
        try tell("Marionette:Quit", ["flags": ["eForceQuit"]])
        // It would write into a folder that is being removed.
        try patiently("Firefox ends", seconds: 60) { program.ended != nil }
    }

    /// A question and its answer are `[kind, number, …]`, after their length and a colon.
    @discardableResult
    private func tell(_ command: String, _ parameters: [String: Any]) throws -> [String: Any]? {
        number += 1
        let question = try JSONSerialization.data(withJSONObject: [0, number, command, parameters])
        line.send(Array("\(question.count):".utf8) + question)
        let answer = try message() as? [Any] ?? []
        guard answer.count == 4, answer[2] is NSNull else {
            throw NeverHappened(description: "Firefox answered \(command) with \(answer)")
        }
        return answer[3] as? [String: Any]
    }

    private func message() throws -> Any {
        let end = monotonicSeconds() + 90
        var piece = [UInt8](repeating: 0, count: 65_536)
        while monotonicSeconds() < end {
            if let colon = unread.firstIndex(of: UInt8(ascii: ":")),
                let count = Int(String(decoding: unread[..<colon], as: UTF8.self)),
                unread.count > colon + count
            {
                let body = unread[(colon + 1)...(colon + count)]
                unread.removeFirst(colon + 1 + count)
                return try JSONSerialization.jsonObject(with: Data(body))
            }
            switch line.receive(into: &piece, seconds: 1) {
            case .nothing: continue
            case .end: throw NeverHappened(description: "Firefox has hung up")
            case .bytes(let count): unread += piece[..<count]
            }
        }
        throw NeverHappened(description: "Firefox did not answer")
    }

    private static let preferences = """
        user_pref("marionette.port", 0);
        user_pref("media.autoplay.default", 0);
        user_pref("media.autoplay.blocking_policy", 0);
        user_pref("app.update.disabledForTesting", true);
        user_pref("datareporting.policy.dataSubmissionEnabled", false);
        user_pref("network.captive-portal-service.enabled", false);
        user_pref("network.connectivity-service.enabled", false);

        """
}
