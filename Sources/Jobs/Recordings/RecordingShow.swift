import Archive
import Audio
import Catalogue
import Platform

/// `vinyl-jobs recordings show ID`
struct RecordingShow {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let seen = try RecordingSeen(call, in: try call.existingCatalogue())
        if call.invocation.has(.json) { return try call.page.json(seen.sidecar.json) }
        try call.page.lines(head(seen) + facts(seen) + tracks(seen.sidecar))
    }

    private func head(_ seen: RecordingSeen) -> [String] {
        let sidecar = seen.sidecar
        let title = sidecar.artist.map { "\($0) - \(sidecar.title)" } ?? sidecar.title
        return [
            call.page.inked("recording \(sidecar.number), \(oneLine(title))", .strong),
            "\(Human.time(sidecar.startMicroseconds)) to \(Human.time(sidecar.endMicroseconds)): "
                + "\(Human.duration(seconds: sidecar.seconds)), \(Human.count(sidecar.sides.count, "side")), "
                + Human.count(sidecar.tracks.count, "track"),
        ]
    }

    private func facts(_ seen: RecordingSeen) -> [String] {
        let sidecar = seen.sidecar
        var lines = [
            "\(seen.path), \(Human.size(sidecar.bytes))",
            "\(sidecar.format), from \(oneLine(sidecar.device))",
            "kept \(Retention(call.settings).words(seen.row, at: call.now))",
        ]
        if let album = sidecar.album { lines.append("album \(oneLine(album))") }
        if let loudness = sidecar.loudness, let integrated = loudness.integrated {
            lines.append(
                "\(decimal(integrated, 1)) LUFS, range \(decimal(loudness.range, 1)) LU, true peak "
                    + decimal(loudness.truePeak, 3))
        }
        lines += sidecar.tags.map { "\(oneLine($0.name))=\(oneLine($0.value))" }
        for gap in sidecar.gaps {
            let seconds = Double(gap.frames) / Double(sidecar.format.framesPerSecond)
            lines.append(
                call.page.inked(
                    "missing at \(clock(gap.offset, sidecar)): \(Human.duration(seconds: seconds)), "
                        + oneLine(gap.cause), .warning))
        }
        return lines
    }

    private func tracks(_ sidecar: Sidecar) -> [String] {
        guard !sidecar.tracks.isEmpty else { return [] }
        var table = TextTable([
            .init("TRACK", isNumber: true), .init("SIDE"), .init("FROM", isNumber: true), .init("LENGTH"),
            .init("TITLE", isFlexible: true),
        ])
        let titles = TrackTitles(sidecar)
        let all = sidecar.sides.flatMap { side in side.tracks.map { (side.letter, $0) } }
        for (index, (letter, track)) in all.enumerated() {
            let seconds = Double(track.frames.count) / Double(sidecar.format.framesPerSecond)
            table.add([
                "\(index + 1)", letter, clock(track.frames.lowerBound, sidecar),
                Human.duration(seconds: seconds), titles.title(index),
            ])
        }
        return table.lines(on: call.page)
    }

    private func clock(_ frame: Int, _ sidecar: Sidecar) -> String {
        let seconds = frame / sidecar.format.framesPerSecond
        return "\(seconds / 60):\(pad(seconds % 60, 2))"
    }
}
