import Platform

/// What the person who owns a folder of music says about it, in its `lomuz.json`: which playlists there are, when they
/// play, from when to when something may be heard.
package struct SourceManifest: Sendable {
    package static let fileName = "lomuz.json"

    /// Of a file, or of all files below a folder; what is said later wins.
    package struct Rule: Sendable {
        /// Relative to the source; a folder ends with a slash.
        package var path: String
        package var id: String?
        package var title: String?
        package var artist: String?
        package var kind: Asset.Kind?
        package var from: Int?
        package var until: Int?
        package var isEmergency: Bool?
        package var gainCentibels: Int?
    }

    package var settings: StreamSettings
    package var isSuspended: Bool
    package var rules: [Rule]
    /// Items are paths, as those of rules.
    package var playlists: [Playlist]
    package var schedules: [Schedule]

    /// Of a folder about which nobody has said anything: all of it, always, in any order.
    package static let everything = SourceManifest(
        settings: .usual, isSuspended: false, rules: [],
        playlists: [Playlist(id: "all", mode: .shuffle, items: [""])],
        schedules: [Schedule(id: "always", playlist: "all")])
}

extension SourceManifest {
    /// `zone` answers the rules of a time zone; nil for one that does not exist here.
    package init(
        parsing bytes: [UInt8], zone: (_ name: String) -> TimeZoneRules?
    ) throws(Refusal) {
        let json = try StrictReader.read(bytes, Self.fileName)
        let top = try Fields(
            json, Self.fileName, known: ["settings", "suspended", "media", "playlists", "schedules"])
        settings = try Self.settings(top)
        guard let zone = zone(settings.timeZone) else {
            throw Refusal(Self.fileName, "there is no time zone \(settings.timeZone) on this machine")
        }
        isSuspended = try top.yesNo("suspended") ?? false
        rules = []
        for entry in try top.list("media") { rules.append(try Rule(entry, zone)) }
        playlists = []
        for entry in try top.list("playlists") { playlists.append(try Self.playlist(entry)) }
        schedules = []
        for entry in try top.list("schedules") { schedules.append(try Self.schedule(entry, zone)) }
        if playlists.isEmpty && schedules.isEmpty {
            playlists = Self.everything.playlists
            schedules = Self.everything.schedules
        }
    }

    private static func settings(_ top: Fields) throws(Refusal) -> StreamSettings {
        guard let json = top.value("settings") else { return .usual }
        let fields = try Fields(json, "settings", known: ["tz", "loudness_lufs", "crossfade_ms"])
        var settings = StreamSettings.usual
        if let zone = try fields.text("tz") { settings.timeZone = zone }
        if let loudness = try fields.whole("loudness_lufs") { settings.loudnessLUFS = loudness }
        if let milliseconds = try fields.whole("crossfade_ms") {
            settings.crossfadeMilliseconds = milliseconds
        }
        // What players would refuse is refused here.
        _ = try Record(settings)
        return settings
    }

    private static func playlist(_ json: JSON) throws(Refusal) -> Playlist {
        let fields = try Fields(json, "a playlist", known: ["id", "mode", "items"])
        let word = try fields.text("mode") ?? Playlist.Mode.shuffle.rawValue
        guard let mode = Playlist.Mode(rawValue: word) else {
            throw fields.refusal("mode is none of SEQUENCE, SHUFFLE")
        }
        var items: [String] = []
        for item in try fields.list("items") {
            guard let path = item.asText else { throw fields.refusal("an item is no path") }
            items.append(path == "/" ? "" : path)
        }
        return Playlist(id: try fields.id(), mode: mode, items: items)
    }

    private static func schedule(_ json: JSON, _ zone: TimeZoneRules) throws(Refusal) -> Schedule {
        let fields = try Fields(
            json, "a schedule",
            known: ["id", "playlist", "days", "start", "end", "from", "until", "priority"])
        guard let playlist = try fields.text("playlist") else {
            throw fields.refusal("it names no playlist")
        }
        var schedule = Schedule(id: try fields.id(), playlist: playlist)
        if fields.value("days") != nil { schedule.days = try fields.list("days").compactMap(\.asWhole) }
        schedule.start = try fields.timeOfDay("start") ?? .midnight
        schedule.end = try fields.timeOfDay("end") ?? .midnight
        schedule.from = try fields.moment("from", zone)
        schedule.until = try fields.moment("until", zone)
        schedule.priority = try fields.whole("priority") ?? 0
        _ = try Record(schedule)
        return schedule
    }
}

extension SourceManifest.Rule {
    fileprivate init(_ json: JSON, _ zone: TimeZoneRules) throws(Refusal) {
        let fields = try Fields(
            json, "a rule of media",
            known: ["path", "id", "title", "artist", "kind", "from", "until", "emergency", "gain_cb"])
        guard let path = try fields.text("path") else { throw fields.refusal("it names no path") }
        self.path = path == "/" ? "" : path
        id = fields.value("id") == nil ? nil : try fields.id()
        title = try fields.text("title")
        artist = try fields.text("artist")
        if let word = try fields.text("kind") {
            guard let kind = Asset.Kind(rawValue: word) else {
                throw fields.refusal("kind is none of MUSIC, AD, VIGNETTE")
            }
            self.kind = kind
        }
        from = try fields.moment("from", zone)
        until = try fields.moment("until", zone)
        if let from, let until, from > until { throw fields.refusal("it ends before it begins") }
        isEmergency = try fields.yesNo("emergency")
        gainCentibels = try fields.whole("gain_cb")
        let isOfMany = self.path.isEmpty || self.path.hasSuffix("/")
        if isOfMany && (id != nil || title != nil) {
            throw fields.refusal("\(path) is a folder, whose files cannot all have one id or title")
        }
    }
}
