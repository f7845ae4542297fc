import Archive
import Audio
import Platform

/// What an exported file says of itself: what people say of the recording now.
struct ExportTags {
    private let sidecar: Sidecar
    private let file: ExportPlan.File
    private let count: Int

    init(_ sidecar: Sidecar, _ file: ExportPlan.File, count: Int) {
        self.sidecar = sidecar
        self.file = file
        self.count = max(count, sidecar.tracks.count)
    }

    /// A track is of the album that its recording is.
    private var album: String? { file.track == nil ? sidecar.album : sidecar.album ?? sidecar.title }
    private var day: String { LocalTime(microseconds: sidecar.startMicroseconds).dayText }

    var comments: [FLACHeader.Comment] {
        if file.track == nil { return RecordingComments(sidecar).all }
        var comments = [FLACHeader.Comment("TITLE", file.title)]
        if let artist = sidecar.artist { comments.append(.init("ARTIST", artist)) }
        if let album { comments.append(.init("ALBUM", album)) }
        if let track = file.track {
            comments.append(.init("TRACKNUMBER", "\(track)"))
            comments.append(.init("TRACKTOTAL", "\(count)"))
        }
        comments.append(.init("DATE", day))
        comments += sidecar.tags.map { .init($0.name, $0.value) }
        comments += RecordingComments.replayGain(sidecar.loudness, of: "ALBUM")
        return comments + [
            .init("VINYL_RECORDING", sidecar.key),
            .init("VINYL_FRAMES", "\(file.frames.lowerBound)+\(file.frames.count)"),
            .init("ENCODER", "vinyl-jobs \(vinylVersion)"),
        ]
    }

    func mp3(cover: [UInt8]?) -> MP3Tags {
        MP3Tags(
            title: file.title, artist: sidecar.artist, album: album,
            track: file.track.map { "\($0)/\(count)" }, year: String(day.prefix(4)), others: others,
            cover: cover)
    }

    private var others: [(name: String, value: String)] {
        let loudness = RecordingComments.replayGain(
            sidecar.loudness, of: file.track == nil ? "TRACK" : "ALBUM")
        return sidecar.tags.map { ($0.name, $0.value) } + loudness.map { ($0.key, $0.value) }
    }
}
