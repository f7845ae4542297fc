import Archive
import Audio
import Catalogue
import Platform

/// A recording before anything of it is written.
struct RecordingPlan {
    let stretch: Stretch
    /// All that is known of it now; what its sound comes to is still to be found out.
    let sidecar: Sidecar

    /// Beside the sound: header, seek table, pictures, sidecar.
    private static let overheadBytes = 3_000_000

    var roomBytes: Int {
        // A block of silence takes some twenty bytes.
        let silence = stretch.holes.reduce(0) { $0 + $1.frames } / stretch.format.framesPerBlock * 24
        return stretch.bytes + silence + Self.overheadBytes + stretch.frames / 10_000 * 18
    }

    func pieces(_ folders: Folders) -> [FLACPiece] {
        stretch.parts.map { part in
            switch part {
            case .sound(let path, let frames):
                .sound(path: folders.segments + "/" + path, frames: frames)
            case .silence(let frames): .silence(frames: frames)
            }
        }
    }
}

/// What recordings are made of: the tape, and what was found on it.
struct TapeFindings {
    let segments: [Catalogue.Segment]
    let sessions: [(session: Catalogue.Session, sides: [Catalogue.Side])]
    let gaps: [String: [Audio.Gap]]
    let events: [Catalogue.Event]

    func framesPerSecond(ofTape tape: String) -> Int? {
        segments.first { $0.tape == tape }?.format.framesPerSecond
    }

    /// Sides, gaps and events of a stretch, in its own frames.
    func describe(_ stretch: Stretch, in sidecar: inout Sidecar) {
        sidecar.device = stretch.device
        sidecar.gaps = stretch.holes
        for piece in stretch.pieces {
            let range = piece.firstFrame..<piece.firstFrame + piece.frames
            for gap in (gaps[piece.tape] ?? []).compactMap({ $0.clipped(to: range) }) {
                let offset = piece.offset + gap.start - piece.firstFrame
                sidecar.gaps.append(.init(offset: offset, frames: gap.frames, cause: "\(gap.cause)"))
            }
        }
        sidecar.gaps.sort { $0.offset < $1.offset }
        let found = sessions.flatMap(\.sides).compactMap { Sidecar.Side($0, on: sidecar) }
        sidecar.sides = found.enumerated().map { position, side in
            var side = side
            if side.letter.isEmpty { side.letter = SideLetter.text(position) }
            return side
        }
        let time = sidecar.startMicroseconds...sidecar.endMicroseconds
        sidecar.events = events.filter { time.contains($0.microseconds) }.map(Sidecar.Event.init)
    }
}

extension Sidecar.Side {
    /// As far as it is on the recording; nil where it is not at all.
    fileprivate init?(_ side: Catalogue.Side, on sidecar: Sidecar) {
        let frames = sidecar.frames(of: side.extent)
        guard !frames.isEmpty else { return nil }
        self.init(letter: "", frames: frames)
        isOpen = side.isOpen
        idleFloor = side.idleFloor.levels.map(Int.init)
        grooveFloor = side.grooveFloor.levels.map(Int.init)
        musicDecibels = side.musicDecibels
        clippedSamples = side.clippedSamples
        confidence = side.confidence
        wantedTracks = side.wantedTracks
        tracks = side.tracks.compactMap { track in
            let frames = sidecar.frames(of: track.extent)
            return frames.isEmpty ? nil : Sidecar.Track(frames: frames, title: track.title)
        }
        gaps = side.gaps.compactMap { gap in
            let frames = sidecar.frames(of: gap.extent)
            return frames.isEmpty
                ? nil
                : Sidecar.CandidateGap(
                    frames: frames, depthDecibels: gap.depthDecibels, isTaken: gap.isTaken)
        }
    }
}

extension Sidecar {
    /// Of an extent, what is on the recording.
    fileprivate func frames(of extent: Catalogue.Extent) -> Range<Int> {
        let start = offset(of: extent.start)
        return start..<max(start, offset(of: extent.end))
    }

    /// A place that is not on the recording is taken by its time.
    private func offset(of place: TapePlace) -> Int {
        if let offset = offset(ofTape: place.tape, frame: place.frame) { return offset }
        let time = format.frames(microseconds: place.microseconds - startMicroseconds)
        return min(max(0, time), frames)
    }
}

extension Sidecar.Event {
    fileprivate init(_ event: Catalogue.Event) {
        self.init(
            identity: event.identity, type: event.type, microseconds: event.microseconds,
            tape: event.mark?.tape, frame: event.mark?.frame, details: event.details)
    }
}
