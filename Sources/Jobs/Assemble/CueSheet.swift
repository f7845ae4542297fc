import Archive
import Audio
import Platform

/// Where the tracks of a recording begin, for players and splitters.
struct CueSheet {
    private let sidecar: Sidecar

    /// The format knows two digits.
    private static let mostTracks = 99

    init(_ sidecar: Sidecar) { self.sidecar = sidecar }

    /// Where tracks begin: each goes on until the next one, so that together they are the whole recording.
    var starts: [Int] {
        let starts = sidecar.tracks.map(\.frames.lowerBound).sorted()
        return starts.isEmpty ? [0] : [0] + starts.dropFirst()
    }

    var block: FLACMetadata? {
        sidecar.tracks.isEmpty ? nil : .cueSheet(tracks: starts, end: sidecar.frames)
    }

    var text: [UInt8] {
        var lines = sidecar.artist.map { ["PERFORMER \(quoted($0))"] } ?? []
        lines += ["TITLE \(quoted(sidecar.album ?? sidecar.title))"]
        lines.insert("REM DATE \(LocalTime(microseconds: sidecar.startMicroseconds).dayText)", at: 0)
        lines.append("FILE \(quoted(sidecar.name.fileName(.sound))) WAVE")
        let titles = TrackTitles(sidecar)
        for (index, start) in starts.prefix(Self.mostTracks).enumerated() {
            lines.append("  TRACK \(pad(index + 1, 2)) AUDIO")
            lines.append("    TITLE \(quoted(titles.title(index)))")
            lines.append("    INDEX 01 \(time(start))")
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Minutes, seconds, and frames of a compact disc, which are 75 a second.
    private func time(_ frame: Int) -> String {
        let discFrames = frame * 75 / sidecar.format.framesPerSecond
        return pad(discFrames / 4_500, 2) + ":" + pad(discFrames / 75 % 60, 2) + ":" + pad(discFrames % 75, 2)
    }

    private func quoted(_ text: String) -> String {
        "\"" + String(oneLine(text).map { $0 == "\"" ? "'" : $0 }) + "\""
    }
}

/// What tracks are called that nobody has named.
struct TrackTitles {
    private let titles: [String]

    init(_ sidecar: Sidecar) {
        titles = sidecar.sides.flatMap { side in
            side.tracks.indices.map { index in
                side.tracks[index].title ?? "Side \(side.letter), track \(index + 1)"
            }
        }
        fallback = sidecar.title
    }

    private let fallback: String

    func title(_ index: Int) -> String { titles.indices.contains(index) ? titles[index] : fallback }
}
