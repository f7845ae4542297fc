import Archive

/// What people decided, carried from one catalogue of the same files to another.
extension Catalogue {
    /// To the session that was heard at the same time, unless a recording tells of that. Answers how many sessions
    /// with decisions have no such session here.
    package func takeOver(decisionsFrom old: Catalogue) throws(CatalogueError) -> Int {
        try write { () throws(CatalogueError) in
            let sessions = try sessions()
            var lost = 0
            for before in try old.sessions() {
                let sides = try old.sides(ofSession: before.id)
                guard before.name != nil || sides.contains(where: \.isDecided) else { continue }
                guard let same = sessions.first(sharingMostWith: before.extent, \.extent) else {
                    lost += 1
                    continue
                }
                guard same.assembledMicroseconds == nil else { continue }
                if let name = before.name, same.name == nil { try self.name(session: same.id, name) }
                try takeOver(decisionsOf: sides, for: same.id)
            }
            return lost
        }
    }

    private func takeOver(decisionsOf before: [Side], for session: Int) throws(CatalogueError) {
        for (position, side) in try sides(ofSession: session).enumerated() {
            guard let same = before.first(sharingMostWith: side.extent, \.extent), same.isDecided else {
                continue
            }
            let decided = side.keepingDecisions(of: [same.onTicks(of: side)])
            try set(
                tracks: decided.tracks, ofSession: session, side: position, wanted: decided.wantedTracks)
        }
    }
}

extension Catalogue.Side {
    fileprivate var isDecided: Bool { wantedTracks != nil || tracks.contains { $0.title != nil } }

    /// Told in the ticks of another chapter.
    fileprivate func onTicks(of other: Catalogue.Side) -> Catalogue.Side {
        var side = self
        side.extent.ticks = extent.ticks(from: other.extent)
        for index in tracks.indices {
            side.tracks[index].extent.ticks = tracks[index].extent.ticks(from: other.extent)
        }
        return side
    }
}

extension Catalogue.Extent {
    fileprivate func ticks(from other: Catalogue.Extent) -> Range<Int> {
        let passed = Int((start.microseconds - other.start.microseconds) / 100_000)
        let first = other.ticks.lowerBound + passed
        return first..<first + ticks.count
    }

    fileprivate func microseconds(sharedWith other: Catalogue.Extent) -> Int64 {
        min(end.microseconds, other.end.microseconds) - max(start.microseconds, other.start.microseconds)
    }
}

extension Array {
    /// Nil where none shares any time.
    fileprivate func first(
        sharingMostWith extent: Catalogue.Extent, _ own: (Element) -> Catalogue.Extent
    ) -> Element? {
        let shared = map { own($0).microseconds(sharedWith: extent) }
        guard let most = shared.max(), most > 0 else { return nil }
        return shared.firstIndex(of: most).map { self[$0] }
    }
}
