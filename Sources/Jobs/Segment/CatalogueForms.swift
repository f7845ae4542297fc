import Archive
import Catalogue
import Platform
import Segmentation

// What was found, in the words of the catalogue, and back.

extension Catalogue.Finding {
    init(_ session: Session, _ all: SegmentLine, isFinal: Bool, chapter: Int?) {
        self.init(
            extent: all.extent(session.extent), sides: session.sides.map { Catalogue.Side($0, all) },
            isFinal: isFinal, chapter: chapter)
    }
}

extension Catalogue.Side {
    fileprivate init(_ side: Side, _ all: SegmentLine) {
        self.init(
            extent: all.extent(side.extent), isOpen: side.isOpen,
            tracks: side.tracks.map { Catalogue.Track(extent: all.extent($0.extent)) },
            gaps: side.gaps.map { gap in
                Catalogue.CandidateGap(
                    extent: all.extent(gap.extent), depthDecibels: gap.depthDecibels, isTaken: gap.isTaken)
            }, idleFloor: Catalogue.Floor(side.idleFloor), grooveFloor: Catalogue.Floor(side.grooveFloor),
            musicDecibels: side.musicDecibels, clippedSamples: side.clippedSamples,
            confidence: side.confidence)
    }
}

extension Catalogue.Floor {
    fileprivate init(_ floor: Floor) { self.init(levels: floor.levels) }
}

extension Catalogue.ChapterBeginning {
    init(_ start: ChapterStart, _ all: SegmentLine) {
        self.init(
            cause: start.cause.rawValue, start: start.place.map(all.place),
            idleFloor: start.idleFloor.map(Catalogue.Floor.init),
            groove: start.grooveFloor.map { .init(floor: .init($0.floor), spread: $0.spread) },
            silentSince: start.silentSince.map { .init(tape: $0.tape, frame: $0.frame) },
            isNeedleDown: start.isNeedleDown, nextJudgement: start.nextJudgement)
    }
}

extension ChapterStart {
    init(_ stored: Catalogue.ChapterBeginning?) {
        guard let stored else {
            self = .first
            return
        }
        self.init(
            cause: Cause(rawValue: stored.cause) ?? .silence,
            place: stored.start.map { Place(tape: $0.tape, frame: $0.frame) },
            idleFloor: stored.idleFloor.map { Floor(levels: $0.levels) },
            grooveFloor: stored.groove.map { groove in
                GrooveFloor(floor: Floor(levels: groove.floor.levels), spread: groove.spread)
            }, silentSince: stored.silentSince.map { Place(tape: $0.tape, frame: $0.frame) },
            isNeedleDown: stored.isNeedleDown, nextJudgement: stored.nextJudgement)
    }
}

extension Catalogue.Event {
    init(_ event: Event, _ all: SegmentLine, of stored: Stored?) {
        self.init(
            identity: "\(event.kind.rawValue) \(event.place.tape) \(event.place.frame)",
            type: event.kind.rawValue, microseconds: all.time(of: event.place),
            mark: .init(tape: event.place.tape, frame: event.place.frame), session: stored?.id,
            details: .object(event.details(in: stored?.session)))
    }
}

extension Event {
    fileprivate func details(in session: Session?) -> [(key: String, value: JSON)] {
        let side = session?.sides.last { $0.extent.ticks.lowerBound <= tick }
        switch kind {
        case .sessionEnded:
            return seconds + [
                ("sides", .whole(session?.sides.count ?? 0)),
                ("tracks", .whole(session?.sides.reduce(0) { $0 + $1.tracks.count } ?? 0)),
            ]
        case .sideStarted:
            guard let side else { return [] }
            return [
                ("idle_db", .tenths(side.idleFloor.decibels)),
                ("groove_db", .tenths(side.grooveFloor.decibels)),
            ]
        case .sideEnded:
            guard let side else { return seconds }
            return seconds + [
                ("tracks", .whole(side.tracks.count)), ("music_db", .tenths(side.musicDecibels)),
            ]
        case .clippingDetected: return [("samples", .whole(value.map { Int($0) } ?? 0))]
        default: return seconds
        }
    }

    private var seconds: [(key: String, value: JSON)] { value.map { [("seconds", .tenths($0))] } ?? [] }
}

extension JSON {
    /// To a tenth.
    static func tenths(_ value: Double) -> JSON { .number((value * 10).rounded() / 10) }
}
