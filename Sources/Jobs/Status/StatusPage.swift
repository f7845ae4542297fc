import Catalogue
import Platform

/// The one screen.
struct StatusPage {
    private let report: StatusReport
    private let page: Page

    init(_ report: StatusReport, on page: Page) {
        self.report = report
        self.page = page
    }

    var lines: [String] {
        let facts =
            [("relay", relay), ("device", device), ("tape", tape), ("listeners", listeners)]
            + [("segments", segments), ("session", session), ("disk", disk), ("catalogue", catalogue)]
        let shown = facts.compactMap { name, text in
            text.map { page.inked(name + String(repeating: " ", count: 11 - name.count), .strong) + $0 }
        }
        return shown.map(fitted) + (report.jobs.isEmpty ? [] : [""] + jobs)
    }

    private var relay: String {
        switch report.relay {
        case .stopped: return page.inked("not running", .bad)
        case .silent(let pid, let reason):
            return page.inked(pid.map { "process \($0), but silent" } ?? "unknown", .warning) + ": \(reason)"
        case .answering(let pid, let status):
            let isHealthy = status["healthy"]?.asYesNo ?? false
            let health =
                isHealthy
                ? page.inked("healthy", .good) : page.inked(status["reason"]?.asText ?? "not healthy", .bad)
            let uptime =
                status["uptime_seconds"]?.asNumber.map { ", for \(Human.duration(seconds: $0))" } ?? ""
            return health + (pid.map { ", process \($0)" } ?? "") + uptime
        }
    }

    private var device: String? {
        guard let device = report.relay.status?["device"], let name = device["name"]?.asText else {
            return nil
        }
        let state = device["state"]?.asText ?? "unknown"
        return name + ", " + (state == "listening" ? state : page.inked(state, .warning))
    }

    private var tape: String? {
        guard let tape = report.relay.status?["tape"], let id = tape["id"]?.asText,
            let frames = tape["frames"]?.asNumber, let rate = tape["frames_per_second"]?.asNumber, rate > 0
        else { return nil }
        let gaps = tape["gap_frames"]?.asNumber ?? 0
        let format = "\(Int(rate)) Hz, \(tape["bits_per_sample"]?.asWhole ?? 0) bit"
        return "\(id), \(Human.duration(seconds: frames / rate)), \(format)"
            + (gaps > 0 ? ", \(Human.duration(seconds: gaps / rate)) in gaps" : "")
    }

    private var listeners: String? {
        guard let listeners = report.relay.status?["listeners"], let now = listeners["now"]?.asWhole else {
            return nil
        }
        return "\(now) now, \(listeners["ever"]?.asWhole ?? now) since the start"
    }

    private var segments: String? {
        guard let shelf = report.shelf else { return nil }
        guard let newest = shelf.newest else { return "none indexed yet" }
        return "\(shelf.segments), \(Human.size(shelf.segmentBytes)); the last ended "
            + Human.time(newest.endMicroseconds, seenAt: report.now)
    }

    private var session: String? {
        guard let shelf = report.shelf else { return nil }
        guard let session = shelf.openSession else { return "none open" }
        return "\(session.id), \(session.name ?? "without a name"), since "
            + "\(Human.time(session.extent.start.microseconds)): "
            + "\(Human.duration(seconds: session.extent.seconds)), \(Human.count(shelf.sides, "side"))"
    }

    private var disk: String? {
        guard let room = report.room, room.allBytes > 0 else { return nil }
        let text = "\(Human.size(room.freeBytes)) of \(Human.size(room.allBytes)) free for \(report.folder)"
        return room.freeBytes < report.floorBytes ? page.inked(text, .bad) : text
    }

    private var catalogue: String? {
        if let trouble = report.trouble { return page.inked(trouble, .warning) }
        return report.shelf.map { Human.size($0.catalogueBytes) }
    }

    private var jobs: [String] {
        var table = TextTable([
            .init("JOB"), .init("LAST DONE"), .init("LAST CHANGE OR FAILURE", isFlexible: true),
        ])
        for job in report.jobs {
            let done =
                job.runningPid.map { "at work, process \($0)" }
                ?? job.doneMicroseconds.map {
                    Human.duration(seconds: Double(report.now - $0) / 1e6) + " ago"
                }
            table.add([job.name, done ?? "never", job.lastRun.map(words) ?? ""])
        }
        return table.lines(on: page)
    }

    private func words(_ run: Catalogue.JobRun) -> String {
        let status = run.status == 0 ? "" : "failed (\(run.status)): "
        return "\(Human.time(run.endMicroseconds)) \(status)\(run.summary)"
    }

    /// Colours take no room on the screen.
    private func fitted(_ line: String) -> String {
        guard let columns = page.columns, !line.contains("\u{1B}[3"), line.count > columns + 8 else {
            return line
        }
        return line.prefix(columns + 7) + "…"
    }
}
