package import Platform

/// What holds for a stream as a whole.
package struct StreamSettings: Equatable, Sendable {
    /// As zoneinfo names it.
    package var timeZone: String
    package var loudnessLUFS: Int
    package var crossfadeMilliseconds: Int

    package static let id = "settings"
    package static let usual = StreamSettings()

    package init(timeZone: String = "UTC", loudnessLUFS: Int = -16, crossfadeMilliseconds: Int = 0) {
        self.timeZone = timeZone
        self.loudnessLUFS = loudnessLUFS
        self.crossfadeMilliseconds = crossfadeMilliseconds
    }

    init(_ members: Members) throws(Refusal) {
        guard try members.id("id") == Self.id else { throw members.refusal("its id is not settings") }
        timeZone = try members.text("tz", most: 100)
        guard Self.isZoneName(timeZone) else { throw members.refusal("tz is no name of a time zone") }
        loudnessLUFS =
            try members.optionalWhole("loudness_lufs", -70...0) ?? Self.usual.loudnessLUFS
        crossfadeMilliseconds = try members.optionalWhole("crossfade_ms", 0...60_000) ?? 0
    }

    package var json: JSON {
        .object([
            ("id", .text(Self.id)), ("tz", .text(timeZone)), ("loudness_lufs", .whole(loudnessLUFS)),
            ("crossfade_ms", .whole(crossfadeMilliseconds)),
        ])
    }

    /// It becomes a path below zoneinfo: words with slashes between, and nothing that could lead elsewhere.
    package static func isZoneName(_ name: String) -> Bool {
        name.utf8.count <= 100 && name.wholeMatch(of: /[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*/) != nil
    }
}
