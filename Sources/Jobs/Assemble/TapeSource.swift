import Archive
import Audio
import Catalogue
import Platform

/// Finds out what recordings shall be made of. Asks, and changes nothing.
struct TapeSource {
    private let call: Call
    private let catalogue: Catalogue
    private let margins: Margins
    private let lost: Set<Int>

    /// Segments that are lost are holes.
    init(_ call: Call, _ catalogue: Catalogue, without lost: Set<Int> = []) {
        self.call = call
        self.catalogue = catalogue
        self.lost = lost
        margins = Margins(call.settings)
    }

    /// One for each format, or for each side; none where nothing of it is left on the tape.
    func plans(of session: Catalogue.Session) throws(CatalogueError) -> [RecordingPlan] {
        let sides = try catalogue.sides(ofSession: session.id)
        let isBySide = call.settings.text(.assembleSplit) == "side" && sides.count > 1
        let groups = isBySide ? sides.map { [$0] } : [sides]
        let title = session.name ?? LocalTime(microseconds: session.extent.start.microseconds).shortText
        var plans: [RecordingPlan] = []
        for (number, group) in groups.enumerated() {
            let findings = try findings(
                from: group.first?.extent.start ?? session.extent.start,
                to: group.last?.extent.end ?? session.extent.end, sessions: [(session, group)])
            let (start, end) = margins.edges(
                of: group, in: session.extent, framesPerSecond: findings.framesPerSecond)
            for stretch in Stretch.all(of: findings.segments, from: start, to: end) {
                let place = session.extent.start
                let words = "session \(place.tape) \(place.frame) \(plans.count)"
                var sidecar = Sidecar(
                    stretch, key: RecordingKey.of(isBySide ? "side " + words : words),
                    kind: isBySide ? .side : .session, title: title, atMicroseconds: call.now)
                findings.describe(stretch, in: &sidecar)
                if isBySide {
                    let letter = SideLetter.text(number)
                    sidecar.title += ", side \(letter)"
                    for index in sidecar.sides.indices { sidecar.sides[index].letter = letter }
                }
                plans.append(RecordingPlan(stretch: stretch, sidecar: sidecar))
            }
        }
        return plans.enumerated().map { number, plan in plan.part(number, of: plans.count, of: session) }
    }

    func plans(of take: Catalogue.Take) throws(CatalogueError) -> [RecordingPlan] {
        let end = take.effectiveEnd ?? Catalogue.Edge(microseconds: call.now)
        let (start, stop) = (take.start.microseconds, max(end.microseconds, take.start.microseconds))
        let found = try catalogue.sessions(fromMicroseconds: start, toMicroseconds: stop)
        var sessions: [(Catalogue.Session, [Catalogue.Side])] = []
        for session in found { sessions.append((session, try catalogue.sides(ofSession: session.id))) }
        let findings = try findings(
            from: take.start.place, to: end.place, sessions: sessions)
        let title = take.title ?? LocalTime(microseconds: start).shortText
        let stretches = Stretch.all(of: findings.segments, from: take.start, to: end)
        return stretches.enumerated().map { number, stretch in
            var sidecar = Sidecar(
                stretch, key: number == 0 ? take.key : RecordingKey.of("\(take.key) \(number)"),
                kind: take.kind, title: stretches.count == 1 ? title : "\(title) (\(number + 1))",
                atMicroseconds: call.now)
            findings.describe(stretch, in: &sidecar)
            return RecordingPlan(stretch: stretch, sidecar: sidecar)
        }
    }

    /// Segments from a little before the first place on, as far as they begin before the end of the last.
    private func findings(
        from start: TapePlace, to end: TapePlace,
        sessions: [(Catalogue.Session, [Catalogue.Side])]
    ) throws(CatalogueError) -> TapeFindings {
        let slack = Int64(margins.runInSeconds + 2) * 1_000_000
        var early = start
        early.microseconds -= slack
        // More frames than any rate has in that time.
        early.frame = max(0, early.frame - (margins.runInSeconds + 2) * 200_000)
        let all = try catalogue.segments(from: early).filter { !lost.contains($0.id) }
        let margin = Int64(margins.runOutSeconds + 2) * 1_000_000
        let last = all.lastIndex {
            $0.startMicroseconds < end.microseconds + margin
                || $0.tape == end.tape && $0.frames.contains(end.frame)
        }
        let segments = last.map { Array(all[...$0]) } ?? []
        var gaps: [String: [Audio.Gap]] = [:]
        for tape in Set(segments.map(\.tape)) {
            let own = segments.filter { $0.tape == tape }
            let range = (own.first?.frames.lowerBound ?? 0)..<(own.last?.frames.upperBound ?? 0)
            gaps[tape] = try catalogue.gaps(ofTape: tape, in: range)
        }
        let since = segments.first?.startMicroseconds ?? .max
        let events = try catalogue.events(.init(sinceMicroseconds: since)).map(\.event)
            .filter { $0.microseconds <= end.microseconds + margin }
        return TapeFindings(
            segments: segments, sessions: sessions.map { (session: $0.0, sides: $0.1) }, gaps: gaps,
            events: events)
    }
}

extension RecordingPlan {
    fileprivate func part(_ number: Int, of count: Int, of session: Catalogue.Session) -> RecordingPlan {
        var sidecar = sidecar
        sidecar.session = .init(
            id: session.id, name: session.name, start: session.extent.start,
            end: session.extent.end, part: number, parts: count)
        if sidecar.kind == .session && count > 1 { sidecar.title += " (\(number + 1))" }
        return RecordingPlan(stretch: stretch, sidecar: sidecar)
    }
}

extension Sidecar {
    fileprivate init(
        _ stretch: Stretch, key: String, kind: Kind, title: String, atMicroseconds now: Int64
    ) {
        self.init(
            number: 0, key: key, kind: kind, title: title, startMicroseconds: stretch.startMicroseconds,
            frames: stretch.frames, format: stretch.format, pieces: stretch.pieces, assembledMicroseconds: now
        )
    }
}

extension Catalogue.Edge {
    /// Without a tape, one that no segment is of.
    var place: TapePlace {
        TapePlace(tape: mark?.tape ?? "", frame: mark?.frame ?? 0, microseconds: microseconds)
    }
}

extension Catalogue.Take {
    /// That it was given, or that comes by itself; nil while it runs without a limit.
    var effectiveEnd: Catalogue.Edge? {
        if let end { return end }
        return mostSeconds.map { .init(microseconds: start.microseconds + Int64($0) * 1_000_000) }
    }

    /// Whether it has ended, if only by itself.
    func isOver(at now: Int64) -> Bool { effectiveEnd.map { $0.microseconds <= now } ?? false }
}

extension LocalTime {
    /// `2026-11-21 20:14`
    var shortText: String { "\(dayText) \(timeText)" }
}
