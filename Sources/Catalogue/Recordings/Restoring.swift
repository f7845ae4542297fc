package import Archive

/// What a sidecar says of a session whose tape may be long gone.
extension Catalogue {
    /// Makes the session anew that these sidecars, all of one session, tell of; its events, too. It has been
    /// assembled.
    package func restore(
        session id: Int, from sidecars: [Sidecar], atMicroseconds now: Int64
    ) throws(CatalogueError) {
        let parts = sidecars.sorted { $0.session?.part ?? 0 < $1.session?.part ?? 0 }
        guard let first = parts.first, let session = first.session else { return }
        try write { () throws(CatalogueError) in
            guard try self.session(id) == nil else { return }
            let sides = parts.flatMap { part in
                part.sides.map { Side($0, of: part, session.start.microseconds) }
            }
            let extent = Extent(
                start: session.start, end: session.end,
                ticks: 0..<max(0, Int((session.end.microseconds - session.start.microseconds) / 100_000)))
            try connection.run(
                """
                INSERT INTO sessions (id, name, final, start_tape, start_frame, start_us, end_tape, end_frame, end_us,
                    start_tick, end_tick, found_us, assembled_us)
                VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, id, session.name, extent.start.tape, extent.start.frame, extent.start.microseconds,
                extent.end.tape, extent.end.frame, extent.end.microseconds, 0, extent.ticks.upperBound, now,
                first.assembledMicroseconds)
            try addSides(sides, to: id)
            for event in parts.flatMap(\.events) {
                let mark = event.tape.flatMap { tape in
                    event.frame.map { Chapter.Mark(tape: tape, frame: $0) }
                }
                try add(
                    Event(
                        identity: event.identity, type: event.type, microseconds: event.microseconds,
                        mark: mark,
                        session: id, details: event.details), atMicroseconds: now)
            }
        }
    }
}

extension Catalogue.Side {
    fileprivate init(_ side: Sidecar.Side, of sidecar: Sidecar, _ sessionStart: Int64) {
        func extent(_ frames: Range<Int>) -> Catalogue.Extent { .init(frames, of: sidecar, sessionStart) }
        self.init(
            extent: extent(side.frames), isOpen: side.isOpen,
            tracks: side.tracks.map { .init(extent: extent($0.frames), title: $0.title) },
            gaps: side.gaps.map {
                .init(extent: extent($0.frames), depthDecibels: $0.depthDecibels, isTaken: $0.isTaken)
            },
            idleFloor: .init(levels: side.idleFloor.map { Int16(clamping: $0) }),
            grooveFloor: .init(levels: side.grooveFloor.map { Int16(clamping: $0) }),
            musicDecibels: side.musicDecibels, clippedSamples: side.clippedSamples,
            confidence: side.confidence, wantedTracks: side.wantedTracks)
    }
}

extension Catalogue.Extent {
    /// Ticks from the beginning of the session: it has no chapter any more.
    fileprivate init(_ frames: Range<Int>, of sidecar: Sidecar, _ sessionStart: Int64) {
        let (start, end) = (sidecar.place(of: frames.lowerBound), sidecar.place(of: frames.upperBound))
        func tick(_ place: TapePlace) -> Int { Int((place.microseconds - sessionStart) / 100_000) }
        self.init(
            start: start, end: end, ticks: tick(start)..<max(tick(start), tick(end)))
    }
}
