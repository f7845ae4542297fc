import Foundation
import Testing

/// What systemd and cron are given to start must be something that our programs know.
@Suite struct `timers and the crontab` {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `start commands that there are`() async throws {
        let units = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/systemd-timers")
        var commands: [[Substring]] = []
        for unit in units where unit.hasSuffix(".service") {
            commands += try lines("systemd-timers/" + unit).compactMap { line in
                line.hasPrefix("ExecStart=") ? line.dropFirst("ExecStart=".count).split(separator: " ") : nil
            }
        }
        for line in try lines("crontab") where !line.hasPrefix("#") {
            commands += line.split(separator: ";").map { part in
                part.split(separator: " ").drop { !$0.hasPrefix("/") }.map { $0 }
            }
        }
        #expect(commands.count >= 6)
        for command in commands {
            let program = try #require(command.first)
            let binary = program.hasSuffix("/vinyl-jobs") ? Program.jobs : Program.relay
            #expect(program.hasPrefix("/usr/local/bin/vinyl-"), "\(command)")
            let run = try await Program.run(binary, command.dropFirst().map(String.init) + ["--help"])
            #expect(run.status == 0, "\(command): \(run.errors)")
        }
    }

    @Test(.enabled(if: Installed.has("systemd-analyze"), "systemd is installed"))
    func `are units that systemd takes`() async throws {
        let scratch = try Scratch()
        var paths: [String] = []
        for unit in try FileManager.default.contentsOfDirectory(atPath: Self.root + "/systemd-timers") {
            let text = try lines("systemd-timers/" + unit).joined(separator: "\n")
            let real = text.replacingOccurrences(of: "/usr/local/bin/vinyl-relay", with: Program.relay)
                .replacingOccurrences(of: "/usr/local/bin/vinyl-jobs", with: Program.jobs)
            paths.append(try scratch.file(unit, real + "\n"))
        }
        let run = try await Program.run("systemd-analyze", ["verify", "--recursive-errors=no"] + paths)
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains(scratch.path), "\(run.errors)")
    }

    private func lines(_ path: String) throws -> [Substring] {
        try String(contentsOfFile: Self.root + "/" + path, encoding: .utf8).split(separator: "\n")
    }
}
