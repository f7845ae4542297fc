import Foundation
import Platform
import Testing

@testable import Jobs

/// systemd, cron, `health` and the page for people start the same job at the same time.
@Suite struct `the timetable of jobs` {
    private enum Turn: Equatable {
        case minutes(Int)
        case weekly(String, hour: Int)

        var seconds: Double {
            switch self {
            case .minutes(let minutes): Double(minutes) * 60
            case .weekly: 7 * 86_400
            }
        }
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    /// In words of the page, after midnight.
    private static let night = 4
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    @Test func `is the same everywhere`() throws {
        let timers = try Self.timers()
        #expect(timers.count >= 10)
        #expect(try Self.crontab() == timers)
        #expect(try Self.page() == timers)
        let settings = try Settings(parsing: "LOMUZ_STREAM=bar\nPUBLISH_TO=/srv/lomuz", from: "test")
        let watched = JobTimer.all(settings)
        #expect(watched.count >= 8)
        for timer in watched { #expect(timers[timer.job]?.seconds == timer.seconds, "\(timer.job)") }
    }

    private static func timers() throws -> [String: Turn] {
        var turns: [String: Turn] = [:]
        let names = try FileManager.default.contentsOfDirectory(atPath: root + "/systemd-timers")
        for name in names where name.hasSuffix(".timer") {
            let text = try text("systemd-timers/" + name)
            let job = try #require(text.firstMatch(of: /Unit=vinyl-job@(\w+)\.service/)).1
            if let match = text.firstMatch(of: /OnUnitInactiveSec=(\d+)(min|h)\n/) {
                turns[String(job)] = .minutes((Int(match.1) ?? 0) * (match.2 == "h" ? 60 : 1))
            } else {
                let match = try #require(text.firstMatch(of: /OnCalendar=(\w+) 0?(\d+):/), "\(name)")
                turns[String(job)] = .weekly(String(match.1), hour: Int(match.2) ?? 0)
            }
        }
        return turns
    }

    private static func crontab() throws -> [String: Turn] {
        var turns: [String: Turn] = [:]
        let line = /(?m)^#?(\S+) (\S+) \* \* (\S+) +vinyl .*?vinyl-jobs --quiet ([a-z]+(?: [a-z]+)*)/
        for match in try text("crontab").matches(of: line) {
            let job = String(match.4.split(separator: " ").last ?? "")
            if let hour = Int(match.2), let day = Int(match.3), days.indices.contains(day) {
                turns[job] = .weekly(days[day], hour: hour)
            } else if match.1 == "*" {
                turns[job] = .minutes(1)
            } else {
                let step = match.1.firstMatch(of: /\/(\d+)$/).flatMap { Int($0.1) }
                turns[job] = .minutes(step ?? 60)
            }
        }
        return turns
    }

    private static func page() throws -> [String: Turn] {
        var turns: [String: Turn] = [:]
        let row = /(?m)^\| `vinyl-(\w+)\.timer` \| (?:every (\d*) ?(minute|hour)s?|(\w+)day night)[ ,]/
        for match in try text("docs/INSTALL.md").matches(of: row) {
            if let day = match.4 {
                turns[String(match.1)] = .weekly(String(day.prefix(3)), hour: night)
            } else {
                let count = match.2.flatMap { Int($0) } ?? 1
                turns[String(match.1)] = .minutes(count * (match.3 == "hour" ? 60 : 1))
            }
        }
        return turns
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }
}
