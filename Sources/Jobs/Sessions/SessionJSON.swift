import Archive
import Catalogue
import Platform

/// Names are a contract: what is here stays here under the same name.
extension SessionSeen {
    /// One of many.
    var summary: JSON {
        .object(head + [("sides", .whole(sides.count)), ("tracks", .whole(trackCount))])
    }

    /// All that is known of it.
    var json: JSON {
        .object(head + [("sides", .array(sides.indices.map { sides[$0].json(SideLetter.text($0)) }))])
    }

    private var head: [(key: String, value: JSON)] {
        [
            ("id", .whole(session.id)), ("name", .optional(session.name)),
            ("final", .yesNo(session.isFinal)),
        ] + session.extent.json
    }
}

extension Catalogue.Extent {
    fileprivate var json: [(key: String, value: JSON)] {
        [
            ("started_at", .text(UTC(microseconds: start.microseconds).iso)),
            ("ended_at", .text(UTC(microseconds: end.microseconds).iso)), ("seconds", .number(seconds)),
            ("start", start.json), ("end", end.json),
        ]
    }
}

extension TapePlace {
    fileprivate var json: JSON { .object([("tape", .text(tape)), ("frame", .whole(frame))]) }
}

extension Catalogue.Side {
    fileprivate func json(_ letter: String) -> JSON {
        let numbers = tracks.indices.map { index in
            JSON.object(
                [("number", .whole(index + 1)), ("title", .optional(tracks[index].title))]
                    + tracks[index].extent.json)
        }
        let places = gaps.map { gap in
            JSON.object(
                gap.extent.json + [
                    ("depth_db", .number(gap.depthDecibels)), ("taken", .yesNo(divides(gap))),
                ])
        }
        return .object(
            [("side", .text(letter)), ("open", .yesNo(isOpen))] + extent.json + [
                ("wanted_tracks", .optional(wantedTracks)), ("idle_db", .number(idleFloor.decibels)),
                ("groove_db", .number(grooveFloor.decibels)), ("music_db", .number(musicDecibels)),
                ("clipped_samples", .whole(clippedSamples)), ("confidence", .number(confidence)),
                ("tracks", .array(numbers)), ("gaps", .array(places)),
            ])
    }

    /// Whether one track ends with this gap and the next begins.
    func divides(_ gap: Catalogue.CandidateGap) -> Bool {
        tracks.dropLast().contains { $0.extent.ticks.upperBound == gap.extent.ticks.lowerBound }
    }
}
