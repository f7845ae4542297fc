import Archive
import Audio
import Catalogue
import Platform

/// `vinyl-jobs recordings`
struct RecordingList {
    private let call: Call
    private let retention: Retention

    private static let usualCount = 50

    init(_ call: Call) {
        self.call = call
        retention = Retention(call.settings)
    }

    func run() throws(JobError) {
        let recordings = try found()
        if call.invocation.has(.json) {
            return try call.page.json(.object([("recordings", .array(recordings.map(json)))]))
        }
        if call.invocation.has(.csv) { return try call.page.lines(csv(recordings)) }
        guard !recordings.isEmpty else {
            return try call.page.line(call.isTimeChosen ? "none" : "no recordings yet")
        }
        try call.page.lines(table(recordings).lines(on: call.page))
    }

    private func found() throws(JobError) -> [Catalogue.Recording] {
        guard let catalogue = try call.existingCatalogue() else { return [] }
        let (from, to) = call.chosenTime
        let isAll = call.isTimeChosen || call.invocation.has(.csv)
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.recordings(
                fromMicroseconds: from, toMicroseconds: to, most: isAll ? .max : Self.usualCount)
        }
    }

    private func table(_ recordings: [Catalogue.Recording]) -> TextTable {
        var table = TextTable([
            .init("ID", isNumber: true), .init("START"), .init("LENGTH"), .init("SIZE", isNumber: true),
            .init("TRACKS", isNumber: true), .init("KEPT"), .init("TITLE", isFlexible: true),
        ])
        for recording in recordings {
            table.add([
                "\(recording.id)", Human.time(recording.startMicroseconds),
                Human.duration(seconds: recording.seconds), Human.size(recording.bytes),
                "\(recording.tracks)", retention.words(recording, at: call.now),
                recording.artist.map { "\($0) - \(recording.title)" } ?? recording.title,
            ])
        }
        return table
    }

    private func json(_ recording: Catalogue.Recording) -> JSON {
        .object([
            ("id", .whole(recording.id)), ("key", .text(recording.key)),
            ("kind", .text(recording.kind.rawValue)), ("session", .optional(recording.session)),
            ("title", .text(recording.title)), ("artist", .optional(recording.artist)),
            ("album", .optional(recording.album)),
            ("started_at", .text(UTC(microseconds: recording.startMicroseconds).iso)),
            ("ended_at", .text(UTC(microseconds: recording.endMicroseconds).iso)),
            ("seconds", .number(recording.seconds)), ("frames", .whole(recording.frames)),
            ("frames_per_second", .whole(recording.format.framesPerSecond)),
            ("channels", .whole(recording.format.channels)),
            ("bits_per_sample", .whole(recording.format.bitsPerSample)), ("bytes", .whole(recording.bytes)),
            ("sides", .whole(recording.sides)), ("tracks", .whole(recording.tracks)),
            ("permanent", .yesNo(recording.isPermanent)),
            (
                "expires_at",
                .optional(retention.expiryMicroseconds(of: recording).map { UTC(microseconds: $0).iso })
            ),
            ("path", .text(call.folders.path(of: recording.name, .sound))),
        ])
    }

    private func csv(_ recordings: [Catalogue.Recording]) -> [String] {
        var csv = CSV([
            "id", "kind", "title", "artist", "album", "started_at", "ended_at", "seconds", "sides", "tracks",
            "bytes", "permanent", "expires_at",
        ])
        for recording in recordings {
            csv.add([
                "\(recording.id)", recording.kind.rawValue, recording.title, recording.artist ?? "",
                recording.album ?? "", UTC(microseconds: recording.startMicroseconds).iso,
                UTC(microseconds: recording.endMicroseconds).iso, "\(recording.seconds)",
                "\(recording.sides)", "\(recording.tracks)", "\(recording.bytes)",
                recording.isPermanent ? "yes" : "no",
                retention.expiryMicroseconds(of: recording).map { UTC(microseconds: $0).iso } ?? "",
            ])
        }
        return csv.lines()
    }
}

extension Retention {
    /// `for good`, `until 2026-11-28`
    func words(_ recording: Catalogue.Recording, at now: Int64) -> String {
        guard let expiry = expiryMicroseconds(of: recording) else { return "for good" }
        return expiry <= now ? "its time is over" : "until " + LocalTime(microseconds: expiry).dayText
    }
}
