import Archive
import Catalogue
import Platform

extension StatusReport {
    /// Names are a contract: what is here stays here under the same name.
    var json: JSON {
        .object([
            ("version", .text(vinylVersion)), ("at", .text(UTC(microseconds: now).iso)),
            ("folder", .text(folder)), ("relay", relay.json), ("catalogue", catalogue),
            ("segments", segments), ("open_session", openSession), ("disk", disk),
            ("jobs", .array(jobs.map(\.json))),
        ])
    }

    private var catalogue: JSON {
        .object([
            ("trouble", .optional(trouble)), ("bytes", .optional(shelf?.catalogueBytes)),
            ("made_at", .time(shelf?.madeMicroseconds)),
        ])
    }

    private var segments: JSON {
        guard let shelf else { return .null }
        return .object([
            ("count", .whole(shelf.segments)), ("bytes", .whole(shelf.segmentBytes)),
            ("oldest_at", .time(shelf.oldestMicroseconds)), ("newest", .optional(shelf.newest?.path)),
            ("newest_ended_at", .time(shelf.newest?.endMicroseconds)),
        ])
    }

    private var openSession: JSON {
        guard let session = shelf?.openSession else { return .null }
        return .object([
            ("id", .whole(session.id)), ("name", .optional(session.name)),
            ("started_at", .time(session.extent.start.microseconds)),
            ("heard_until", .time(session.extent.end.microseconds)),
            ("seconds", .number(session.extent.seconds)), ("sides", .whole(shelf?.sides ?? 0)),
        ])
    }

    private var disk: JSON {
        .object([
            ("free_bytes", .optional(room?.freeBytes)), ("all_bytes", .optional(room?.allBytes)),
            ("floor_bytes", .whole(floorBytes)), ("reserve_bytes", .optional(shelf?.forecast.reserveBytes)),
            ("days_left", .optional(shelf?.forecast.daysLeft)),
        ])
    }
}

extension StatusReport.Job {
    fileprivate var json: JSON {
        .object([
            ("name", .text(name)), ("running_pid", .optional(runningPid)),
            ("done_at", .time(doneMicroseconds)),
            ("last_run_at", .time(lastRun?.endMicroseconds)), ("last_status", .optional(lastRun?.status)),
            ("last_summary", .optional(lastRun?.summary)),
        ])
    }
}

extension JSON {
    fileprivate static func time(_ microseconds: Int64?) -> JSON {
        .optional(microseconds.map { UTC(microseconds: $0).iso })
    }
}
