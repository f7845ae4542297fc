import Archive
import Features
import Platform
import Segmentation

/// What is on one recording, in seconds from its first sample.
struct Findings: Sendable {
    struct Stretch: Equatable, Sendable {
        let start: Double
        /// Nil: it was not heard to end.
        let end: Double?
    }

    let sessions: [Stretch]
    let sides: [Stretch]
    let tracks: [Stretch]

    init(_ heard: Features.Decoded, missing: [Range<Int>], rules: Rules) {
        let sessions = Self.chapters(heard, missing, rules).flatMap(\.sessions)
        let rate = Double(heard.framesPerSecond)
        func stretch(_ extent: Extent, isOpen: Bool = false) -> Stretch {
            Stretch(
                start: Double(extent.start.frame) / rate, end: isOpen ? nil : Double(extent.end.frame) / rate)
        }
        self.sessions = sessions.map { stretch($0.extent) }
        sides = sessions.flatMap(\.sides).map { stretch($0.extent, isOpen: $0.isOpen) }
        tracks = sessions.flatMap(\.sides).flatMap(\.tracks).map { stretch($0.extent) }
    }

    private static func chapters(
        _ heard: Features.Decoded, _ missing: [Range<Int>], _ rules: Rules
    ) -> [Chapter] {
        let tape = TimeLine.Tape(id: "", framesPerSecond: heard.framesPerSecond, startMicroseconds: 0)
        var chapters: [Chapter] = []
        var start: ChapterStart? = .first
        while let next = start {
            var line = TimeLine(from: next, rules: rules)
            line.append(heard, of: tape, missing: missing)
            guard !line.isEmpty else { break }
            let chapter = ChapterReader(line, rules: rules).chapter(from: next)
            chapters.append(chapter)
            start = chapter.next
        }
        return chapters
    }

    /// `name` is the file's, where there is more than one.
    func json(named name: String?) -> JSON {
        let all = [("sessions", sessions), ("sides", sides), ("tracks", tracks)]
        return .object(
            (name.map { [("file", .text($0))] } ?? [])
                + all.map { key, stretches in (key, .array(stretches.map(\.json))) })
    }
}

extension Findings.Stretch {
    fileprivate var json: JSON {
        .object([("start", .number(start)), ("end", end.map(JSON.number) ?? .null)])
    }
}
