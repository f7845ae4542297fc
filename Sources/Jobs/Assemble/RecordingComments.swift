import Archive
import Audio
import Loudness
import Platform

/// What a recording says of itself, as Vorbis comments.
struct RecordingComments {
    private let sidecar: Sidecar

    init(_ sidecar: Sidecar) { self.sidecar = sidecar }

    var all: [FLACHeader.Comment] { description + loudness + chapters + provenance }

    private var description: [FLACHeader.Comment] {
        var comments = [FLACHeader.Comment("TITLE", sidecar.title)]
        if let artist = sidecar.artist { comments.append(.init("ARTIST", artist)) }
        if let album = sidecar.album { comments.append(.init("ALBUM", album)) }
        comments.append(.init("DATE", LocalTime(microseconds: sidecar.startMicroseconds).dayText))
        return comments + sidecar.tags.map { .init($0.name, $0.value) }
    }

    private var loudness: [FLACHeader.Comment] { Self.replayGain(sidecar.loudness) }

    /// A track has that of its recording, so that tracks stay as loud beside each other as they were.
    static func replayGain(_ found: Sidecar.Loudness?, of what: String = "TRACK") -> [FLACHeader.Comment] {
        guard let found, let gain = Loudness(found).replayGainDecibels else { return [] }
        return [
            .init("REPLAYGAIN_REFERENCE_LOUDNESS", "-18.00 LUFS"),
            .init("REPLAYGAIN_\(what)_GAIN", decimal(gain, 2) + " dB"),
            .init("REPLAYGAIN_\(what)_PEAK", decimal(found.truePeak, 6)),
            .init("REPLAYGAIN_\(what)_RANGE", decimal(found.range, 2) + " dB"),
        ]
    }

    /// A chapter for each track, under its number; there are three digits for it.
    private var chapters: [FLACHeader.Comment] {
        let titles = TrackTitles(sidecar)
        let starts = sidecar.tracks.isEmpty ? [] : CueSheet(sidecar).starts
        return starts.prefix(999).enumerated().flatMap { index, start in
            let number = "CHAPTER" + pad(index + 1, 3)
            return [
                FLACHeader.Comment(number, time(start)), .init(number + "NAME", titles.title(index)),
            ]
        }
    }

    private var provenance: [FLACHeader.Comment] {
        let tapes = sidecar.pieces.map { "\($0.tape)+\($0.firstFrame)+\($0.frames)@\($0.offset)" }
        var comments: [FLACHeader.Comment] = [
            .init("VINYL_RECORDING", sidecar.key), .init("VINYL_KIND", sidecar.kind.rawValue),
            .init("VINYL_START", "\(sidecar.startMicroseconds)"), .init("VINYL_DEVICE", sidecar.device),
            .init("VINYL_TAPES", tapes.prefix(1_000).joined(separator: ",")),
        ]
        let sides = sidecar.sides.map { "\($0.letter):\($0.frames.lowerBound)+\($0.frames.count)" }
        if !sides.isEmpty { comments.append(.init("VINYL_SIDES", sides.joined(separator: ","))) }
        let gaps = sidecar.gaps.map { "\($0.offset)+\($0.frames):\($0.cause)" }
        if !gaps.isEmpty { comments.append(.init("VINYL_GAPS", gaps.prefix(1_000).joined(separator: ","))) }
        return comments + [.init("ENCODER", "vinyl-jobs \(vinylVersion)")]
    }

    /// `01:02:03.456`
    private func time(_ frame: Int) -> String {
        let milliseconds = Int(sidecar.format.nanoseconds(frames: frame) / 1_000_000)
        let seconds = milliseconds / 1_000
        return pad(seconds / 3_600, 2) + ":" + pad(seconds / 60 % 60, 2) + ":" + pad(seconds % 60, 2) + "."
            + pad(milliseconds % 1_000, 3)
    }
}

/// A number with so many digits behind the point, always.
func decimal(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    return (value < 0 && whole > 0 ? "-" : "") + "\(whole / scale)." + pad(whole % scale, digits)
}

extension Loudness {
    fileprivate init(_ found: Sidecar.Loudness) {
        self.init(integrated: found.integrated, range: found.range, truePeak: found.truePeak)
    }
}
