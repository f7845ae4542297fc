import Archive
import Catalogue
import Platform

/// The one screen.
struct StatusPage {
    /// One line: what it is about, how that is, and how bad.
    private struct Fact {
        let text: String
        var ink: Ink?
    }

    private let report: StatusReport
    private let page: Page

    private static let margin = 11

    init(_ report: StatusReport, on page: Page) {
        self.report = report
        self.page = page
    }

    var lines: [String] {
        let facts = [
            ("relay", relay), ("device", device), ("tape", tape), ("listeners", listeners),
            ("segments", segments), ("session", session), ("disk", disk), ("catalogue", catalogue),
        ]
        return facts.compactMap { name, fact in fact.map { line(name, $0) } } + [""] + jobs
    }

    private func line(_ name: String, _ fact: Fact) -> String {
        let room = (page.columns ?? .max) - Self.margin
        let text = fact.text.count > room ? fact.text.prefix(max(0, room - 1)) + "…" : fact.text
        let title = name + String(repeating: " ", count: Self.margin - name.count)
        return page.inked(title, .strong) + (fact.ink.map { page.inked(text, $0) } ?? text)
    }

    private var relay: Fact? {
        switch report.relay {
        case .stopped: return Fact(text: "not running", ink: .bad)
        case .silent(let pid, let reason):
            return Fact(
                text: (pid.map { "process \($0), but silent" } ?? "unknown") + ": \(reason)", ink: .warning)
        case .answering(let pid, let status):
            let isHealthy = status["healthy"]?.asYesNo ?? false
            let health = isHealthy ? "healthy" : status["reason"]?.asText ?? "not healthy"
            let uptime = status["uptime_seconds"]?.asNumber.map { ", for \(Human.duration(seconds: $0))" }
            let process = pid.map { ", process \($0)" }
            return Fact(text: health + (process ?? "") + (uptime ?? ""), ink: isHealthy ? .good : .bad)
        }
    }

    private var device: Fact? {
        guard let device = report.relay.status?["device"], let name = device["name"]?.asText else {
            return nil
        }
        let state = device["state"]?.asText ?? "unknown"
        return Fact(text: "\(name), \(state)", ink: state == "listening" ? nil : .warning)
    }

    private var tape: Fact? {
        guard let tape = report.relay.status?["tape"], let id = tape["id"]?.asText,
            let frames = tape["frames"]?.asNumber, let rate = tape["frames_per_second"]?.asNumber, rate >= 1
        else { return nil }
        let gaps = tape["gap_frames"]?.asNumber ?? 0
        let format = "\(Human.whole(rate)) Hz, \(tape["bits_per_sample"]?.asWhole ?? 0) bit"
        let missing = gaps > 0 ? ", \(Human.duration(seconds: gaps / rate)) in gaps" : ""
        return Fact(text: "\(id), \(Human.duration(seconds: frames / rate)), \(format)" + missing)
    }

    private var listeners: Fact? {
        guard let listeners = report.relay.status?["listeners"], let now = listeners["now"]?.asWhole else {
            return nil
        }
        return Fact(text: "\(now) now, \(listeners["ever"]?.asWhole ?? now) since the start")
    }
}

extension StatusPage {
    private var segments: Fact? {
        guard let shelf = report.shelf else { return nil }
        guard let newest = shelf.newest else { return Fact(text: "none indexed yet") }
        let ended = Human.time(newest.endMicroseconds, seenAt: report.now)
        return Fact(text: "\(shelf.segments), \(Human.size(shelf.segmentBytes)); the last ended \(ended)")
    }

    private var session: Fact? {
        guard let shelf = report.shelf else { return nil }
        guard let session = shelf.openSession else { return Fact(text: "none open") }
        let start = Human.time(session.extent.start.microseconds)
        let length = Human.duration(seconds: session.extent.seconds)
        let name = session.name ?? "without a name"
        return Fact(
            text: "\(session.id), \(name), since \(start): \(length), \(Human.count(shelf.sides, "side"))")
    }

    private var disk: Fact? {
        guard let room = report.room, room.allBytes > 0 else { return nil }
        let text =
            "\(Human.size(room.freeBytes)) of \(Human.size(room.allBytes)) free for \(report.folder)"
            + (report.shelf.map { "; at the present rate it lasts for \($0.forecast.words)" } ?? "")
        return Fact(text: text, ink: room.freeBytes < report.floorBytes ? .bad : nil)
    }

    private var catalogue: Fact? {
        if let trouble = report.trouble { return Fact(text: trouble, ink: .warning) }
        return report.shelf.map { Fact(text: Human.size($0.catalogueBytes)) }
    }

    private var jobs: [String] {
        var table = TextTable([
            .init("JOB"), .init("LAST DONE"), .init("LAST CHANGE OR FAILURE", isFlexible: true),
        ])
        for job in report.jobs {
            let running = job.runningPid.map { "at work, process \($0)" }
            let done = job.doneMicroseconds.map {
                Human.duration(seconds: Double(report.now - $0) / 1e6) + " ago"
            }
            table.add([job.name, running ?? done ?? "never", job.lastRun.map(words) ?? ""])
        }
        return table.lines(on: page)
    }

    private func words(_ run: Catalogue.JobRun) -> String {
        let status = run.status == 0 ? "" : "failed (\(run.status)): "
        return "\(Human.time(run.endMicroseconds)) \(status)\(run.summary)"
    }
}
