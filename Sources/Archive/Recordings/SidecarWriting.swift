import Audio
package import Platform

/// Names are a contract: what is here stays here under the same name.
extension Sidecar {
    package static let version = 1

    package var json: JSON {
        .object(own + others)
    }

    /// What we know how to read.
    var own: [(key: String, value: JSON)] { identity + decisions + sound + findings }

    package var text: [UInt8] { Array((json.description + "\n").utf8) }

    private var identity: [(key: String, value: JSON)] {
        [
            ("vinyl_recording", .whole(Self.version)), ("id", .whole(number)), ("key", .text(key)),
            ("kind", .text(kind.rawValue)), ("session", session?.json ?? .null),
        ]
    }

    private var decisions: [(key: String, value: JSON)] {
        [
            ("title", .text(title)), ("artist", .optional(artist)), ("album", .optional(album)),
            ("tags", .object(tags.map { (key: $0.name, value: .text($0.value)) })),
            ("permanent", .yesNo(isPermanent)), ("retention_days", .optional(retentionDays)),
            ("deleted_us", .optional(deletedMicroseconds.map { Int($0) })),
        ]
    }

    private var sound: [(key: String, value: JSON)] {
        [
            ("started_at", .text(UTC(microseconds: startMicroseconds).iso)),
            ("start_us", .whole(Int(startMicroseconds))), ("end_us", .whole(Int(endMicroseconds))),
            ("frames", .whole(frames)), ("frames_per_second", .whole(format.framesPerSecond)),
            ("channels", .whole(format.channels)), ("bits_per_sample", .whole(format.bitsPerSample)),
            ("bytes", .whole(bytes)), ("sha256", .text(sha256)), ("md5", .text(md5)),
            ("device", .text(device)), ("assembled_us", .whole(Int(assembledMicroseconds))),
            ("loudness", loudness?.json ?? .null),
        ]
    }

    private var findings: [(key: String, value: JSON)] {
        [
            ("pieces", .array(pieces.map(\.json))), ("gaps", .array(gaps.map(\.json))),
            ("sides", .array(sides.map(\.json))), ("events", .array(events.map(\.json))),
        ]
    }
}

extension Sidecar.Session {
    fileprivate var json: JSON {
        .object([
            ("id", .whole(id)), ("name", .optional(name)), ("start", start.json), ("end", end.json),
            ("part", .whole(part)), ("parts", .whole(parts)),
        ])
    }
}

extension TapePlace {
    fileprivate var json: JSON {
        .object([("tape", .text(tape)), ("frame", .whole(frame)), ("us", .whole(Int(microseconds)))])
    }
}

extension Sidecar.Piece {
    fileprivate var json: JSON {
        .object([
            ("tape", .text(tape)), ("first_frame", .whole(firstFrame)), ("frames", .whole(frames)),
            ("offset", .whole(offset)),
        ])
    }
}

extension Sidecar.Gap {
    fileprivate var json: JSON {
        .object([("offset", .whole(offset)), ("frames", .whole(frames)), ("cause", .text(cause))])
    }
}

extension Range<Int> {
    fileprivate var ends: [(key: String, value: JSON)] {
        [("start", .whole(lowerBound)), ("end", .whole(upperBound))]
    }
}

extension Sidecar.Side {
    fileprivate var json: JSON {
        .object(
            [("side", .text(letter))] + frames.ends + [
                ("open", .yesNo(isOpen)), ("wanted_tracks", .optional(wantedTracks)),
                ("music_db", .number(musicDecibels)), ("clipped_samples", .whole(clippedSamples)),
                ("confidence", .number(confidence)), ("tracks", .array(tracks.map(\.json))),
                ("candidate_gaps", .array(gaps.map(\.json))),
                ("idle_floor", .array(idleFloor.map(JSON.whole))),
                ("groove_floor", .array(grooveFloor.map(JSON.whole))),
            ])
    }
}

extension Sidecar.Track {
    fileprivate var json: JSON { .object(frames.ends + [("title", .optional(title))]) }
}

extension Sidecar.CandidateGap {
    fileprivate var json: JSON {
        .object(frames.ends + [("depth_db", .number(depthDecibels)), ("taken", .yesNo(isTaken))])
    }
}

extension Sidecar.Event {
    fileprivate var json: JSON {
        .object([
            ("identity", .text(identity)), ("type", .text(type)), ("us", .whole(Int(microseconds))),
            ("tape", .optional(tape)), ("frame", .optional(frame)), ("details", details),
        ])
    }
}

extension Sidecar.Loudness {
    fileprivate var json: JSON {
        .object([
            ("integrated_lufs", integrated.map(JSON.number) ?? .null), ("range_lu", .number(range)),
            ("true_peak", .number(truePeak)),
        ])
    }
}
