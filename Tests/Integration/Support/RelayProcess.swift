import Foundation
import Glibc

/// A running `vinyl-relay` with settings of its own and nothing from the machine it runs on.
final class RelayProcess: Sendable {
    let child: ChildProcess
    private let errors: String
    /// Stays for as long as anybody could write into it.
    private let scratch: Scratch

    /// Everything goes into the environment: settings, and whatever else the program shall find there.
    init(_ environment: [String: String], in scratch: Scratch, arguments: [String] = []) throws {
        self.scratch = scratch
        errors = scratch.path + "/errors-" + UUID().uuidString
        child = try ChildProcess(
            Program.relay, arguments, environment: try Self.environment(environment, in: scratch),
            errors: errors)
    }

    static func environment(_ settings: [String: String], in scratch: Scratch) throws -> [String: String] {
        let nothing = [
            "VINYL_CONFIG": try scratch.file("empty.conf"), "LISTEN_ADDRESS": "127.0.0.1", "LISTEN_PORT": "0",
        ]
        return Program.systemEnvironment.merging(nothing) { $1 }.merging(settings) { $1 }
    }

    deinit { child.end() }

    var pid: pid_t { child.pid }

    /// Everything it has said so far.
    var log: String { text(of: errors) }

    var isRunning: Bool { child.ended == nil }

    func waitUntil(says words: String, seconds: Double = 60) async throws {
        try await waitUntil(says: words, times: 1, seconds: seconds)
    }

    func waitUntil(says words: String, times: Int, seconds: Double = 60) async throws {
        do {
            try await eventually(
                "the relay says \"\(words)\"", seconds: seconds, holds: { count(of: words) >= times })
        } catch {
            throw NeverHappened(description: "\(error); it said:\n\(log)")
        }
    }

    func count(of words: String) -> Int { log.components(separatedBy: words).count - 1 }

    func waitUntilEnded(seconds: Double = 60) async throws -> ChildProcess.Ending.How {
        try await child.waitUntilEnded(seconds: seconds).how
    }

    /// Asks it to stop and waits until it has.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM) async throws -> ChildProcess.Ending.How {
        child.signal(signal)
        return try await waitUntilEnded()
    }

    /// The value of `key=` in the last line about `event`.
    func field(_ key: String, of event: String) -> String? {
        let line = log.split(separator: "\n").last { $0.dropFirst(3).hasPrefix(event) }
        let word = line?.split(separator: " ").last { $0.hasPrefix(key + "=") }
        return word.map { String($0.dropFirst(key.utf8.count + 1)) }
    }

    func number(_ key: String, of event: String) -> Int? { field(key, of: event).flatMap { Int($0) } }
}
