import Archive
import Foundation
import Platform
import TestSupport
import Testing

/// A folder with a relay in it, and what `vinyl-jobs health` says of the two.
struct WatchedFolder: Sendable {
    let folder: JobsFolder
    let scratch: Scratch
    let port: Int
    private let settings: [String: String]

    init(_ settings: [String: String] = [:], at place: String? = nil) throws {
        scratch = try Scratch()
        port = try Doorstep.freePort()
        folder = try JobsFolder(at: place)
        self.settings = settings
    }

    private var all: [String: String] {
        let own = [
            "AUDIO_DEVICE": "simulated", "VINYL_FOLDER": folder.path, "LISTEN_PORT": "\(port)",
            "LISTEN_ADDRESS": "127.0.0.1", "SEGMENT_SECONDS": "5",
        ]
        return own.merging(settings) { $1 }
    }

    /// Answers once it is open for listeners.
    func startRelay(_ settings: [String: String] = [:]) async throws -> RelayProcess {
        let relay = try RelayProcess(all.merging(settings) { $1 }, in: scratch)
        try await relay.waitUntil(says: "open for listeners")
        return relay
    }

    struct Report {
        let status: Int32
        let errors: String
        let deed: String?
        let checks: [String: (verdict: String, value: String, advice: String?)]

        var wrong: [String] { checks.filter { $0.value.verdict != "ok" }.keys.sorted() }
        func verdict(_ name: String) -> String? { checks[name]?.verdict }
    }

    func health(_ settings: [String: String] = [:], _ words: [String] = []) async throws -> Report {
        let run = try await folder.run(["health", "--json"] + words, all.merging(settings) { $1 })
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.errors)")
        var checks: [String: (verdict: String, value: String, advice: String?)] = [:]
        for check in try #require(object["checks"] as? [[String: Any]]) {
            let name = try #require(check["name"] as? String)
            checks[name] = (
                try #require(check["verdict"] as? String), try #require(check["value"] as? String),
                check["advice"] as? String
            )
        }
        // What the machine that runs the tests is like is not for us to say.
        for name in ["clock", "temperature", "power"] { checks[name] = nil }
        return Report(
            status: run.status, errors: run.errors, deed: object["done"] as? String, checks: checks)
    }

    func run(_ words: String...) async throws -> Program { try await folder.run(words, all) }

    func events() async throws -> [(type: String, details: [String: Any])] {
        let run = try await run("events", "--json", "--type", "streaming")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        return (object?["events"] as? [[String: Any]] ?? []).map { event in
            (event["type"] as? String ?? "", event["details"] as? [String: Any] ?? [:])
        }
    }

    /// What starts a relay where nobody watches over it, as a setting has it: it takes its settings from us.
    var restartCommand: [String: String] {
        ["RESTART_COMMAND": "exec \(Program.relay) 2>>\(scratch.path)/second-relay"]
    }

    /// Of the relay that holds the lock.
    var holder: Int? { Lock.holder(path: folder.folders.relayLock) }

    func endHolder() {
        if let holder { kill(pid_t(holder), SIGKILL) }
    }

    /// A relay that has just begun is given some time before it is called hung.
    func waitUntilGrown() async throws {
        try await eventually("the relay has run for a while") {
            guard let holder, let process = ProcessFacts(pid: holder) else { return false }
            return Clock.system.monotonicNanoseconds() - process.startNanoseconds > 11_000_000_000
        }
    }
}
