import Archive
import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs next-track`. Music has to go on: whatever cannot be read or written, something is answered.
struct NextTrack {
    private let call: Call

    private static let lot = 20

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        var reasons: [String] = []
        var tracks: [TrackChooser.Track] = []
        var settings = StreamSettings.usual
        let count = call.invocation.whole(.m3u) ?? 1
        do throws(CatalogueError) {
            let store = try LomuzStore(existing: call.folders.lomuz)
            settings = try store.settings()
            tracks = try choose(count, store, settings, &reasons)
        } catch {
            reasons.append("\(error)")
        }
        if call.invocation.has(.m3u) { return try list(tracks, reasons) }
        guard let track = tracks.first else { return try answerJingle(reasons) }
        guard call.invocation.has(.json) else { return try call.page.line(track.path) }
        try call.page.json(json(track, settings))
    }

    private func choose(
        _ count: Int, _ store: LomuzStore, _ settings: StreamSettings, _ reasons: inout [String]
    ) throws(CatalogueError) -> [TrackChooser.Track] {
        let clock = ShopClock(call.clock, head: try store.head())
        if clock.isBehind { reasons.append("the clock is behind what the origin signed") }
        let moment = clock.moment(in: settings)
        let chooser = TrackChooser(store, call.folders)
        var tracks: [TrackChooser.Track] = []
        while tracks.count < count {
            guard let track = try chooser.next(at: moment, reasons: &reasons) else { break }
            do throws(CatalogueError) {
                try store.mark(
                    track.choice, isStarted: !call.invocation.has(.m3u), atMicroseconds: clock.microseconds)
                tracks.append(track)
            } catch {
                // Something plays all the same. Where no turn can be kept, chance keeps it from being always one.
                call.log.warning("play was not written down", ["reason": "\(error)"])
                tracks.append(try draw(store, insteadOf: track, at: moment))
                break
            }
        }
        return tracks
    }

    /// Any of those that could play in its place.
    private func draw(
        _ store: LomuzStore, insteadOf track: TrackChooser.Track, at moment: ShopTime
    ) throws(CatalogueError) -> TrackChooser.Track {
        var skipped = Int.random(in: 0..<Self.lot)
        while skipped > 0 {
            var reasons: [String] = []
            let chooser = TrackChooser(store, call.folders, skipping: skipped)
            if let other = try chooser.next(at: moment, reasons: &reasons),
                other.choice.playlist == track.choice.playlist
            {
                return other
            }
            skipped /= 2
        }
        return track
    }

    private func list(_ tracks: [TrackChooser.Track], _ reasons: [String]) throws(JobError) {
        try call.page.line("#EXTM3U")
        for track in tracks {
            let (artist, title) = (track.choice.artist, track.choice.title)
            let seconds = (track.choice.milliseconds + 500) / 1_000
            try call.page.line("#EXTINF:\(seconds),\(artist.isEmpty ? title : artist + " - " + title)")
            try call.page.line(track.path)
        }
        if tracks.isEmpty { try call.page.line(try jinglePath(reasons)) }
    }

    private func json(_ track: TrackChooser.Track, _ settings: StreamSettings) -> JSON {
        let choice = track.choice
        return .object([
            ("path", .text(track.path)), ("asset", .text(choice.id)),
            ("sha256", .text(choice.sha256.hexadecimal)), ("title", .text(choice.title)),
            ("artist", .text(choice.artist)), ("ms", .whole(choice.milliseconds)),
            ("gain_cb", .whole(choice.gainCentibels)),
            ("crossfade_ms", .whole(settings.crossfadeMilliseconds)),
            ("playlist", .optional(choice.playlist)),
            ("rule", .text(choice.rule.rawValue)), ("reason", .text(choice.reason)),
        ])
    }

    private func answerJingle(_ reasons: [String]) throws(JobError) {
        let path = try jinglePath(reasons)
        guard call.invocation.has(.json) else { return try call.page.line(path) }
        try call.page.json(
            .object([
                ("path", .text(path)), ("asset", .null), ("playlist", .null),
                ("rule", .text(LomuzStore.Choice.Rule.jingle.rawValue)),
                ("reason", .text(reasons.joined(separator: "; "))),
            ]))
    }

    private func jinglePath(_ reasons: [String]) throws(JobError) -> String {
        let reason = reasons.joined(separator: "; ")
        call.log.notice("the jingle plays", ["reason": "\(reason)"])
        guard let path = Jingle.path else {
            throw .failed("nothing can be played (\(reason)), and share/vinyl/jingle.mp3 is missing")
        }
        return path
    }
}

/// The file that is always there: installed with the program.
enum Jingle {
    private static let place = "share/vinyl/jingle.mp3"

    /// Beside the program or somewhere above it: `/usr/local/bin` and `/usr/local/share`, or where it was built.
    static var path: String? {
        var folder = parentFolder(Files.ownPath)
        while folder != "/" && folder != "." {
            let path = folder + "/" + place
            if Files.exists(path) { return path }
            folder = parentFolder(folder)
        }
        return nil
    }
}

/// `vinyl-jobs played`
struct Played {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let asset = call.invocation.text(.asset)
        let told = call.invocation.text(.result).flatMap(Telemetry.Play.Result.init(rawValue:))
        let result = told ?? .completed
        let closed = try inCatalogue { () throws(CatalogueError) in
            let store = try LomuzStore(existing: call.folders.lomuz)
            let clock = ShopClock(call.clock, head: try store.head())
            return try store.write { () throws(CatalogueError) -> LomuzStore.Play? in
                let open = try store.openPlays()
                let last = open.last { $0.startedMicroseconds != nil }
                guard let play = asset == nil ? last : open.first(where: { $0.asset == asset }) else {
                    return nil
                }
                let isClosed = try store.close(
                    play, result, milliseconds: call.invocation.whole(.milliseconds),
                    atMicroseconds: clock.microseconds)
                return isClosed ? play : nil
            }
        }
        guard let closed else {
            throw .failed(
                asset.map { "no play of \($0) is open; it was told before, or never began" }
                    ?? "no play is open; the last one was told before")
        }
        guard call.invocation.has(.json) else { return }
        try call.page.json(
            .object([("asset", .text(closed.asset)), ("result", .text(result.rawValue))]))
    }
}
