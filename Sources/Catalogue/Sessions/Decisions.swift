/// What people decided about sessions: the one place where it is written, and where it is kept while a session is still
/// being found anew with every run.
extension Catalogue {
    /// False when there is no such session. Nil takes the name away.
    @discardableResult
    package func name(session id: Int, _ name: String?) throws(CatalogueError) -> Bool {
        try connection.run("UPDATE sessions SET name = ?2 WHERE id = ?1", id, name) > 0
    }

    /// Makes one side so many tracks, or those that were found. Answers the side as it is then; nil when there is
    /// no such side.
    package func divide(
        session id: Int, side position: Int, into wanted: Int?
    ) throws(CatalogueError) -> Side? {
        try write { () throws(CatalogueError) in
            let sides = try sides(ofSession: id)
            guard sides.indices.contains(position) else { return nil }
            let side = sides[position].divided(into: wanted)
            try set(tracks: side.tracks, ofSession: id, side: position, wanted: wanted)
            return side
        }
    }

    /// Gives a side another choice of tracks; `wanted` is what a person asked for.
    package func set(
        tracks: [Track], ofSession id: Int, side position: Int, wanted: Int?
    ) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            let side: Int? = try connection.first(
                "SELECT id FROM sides WHERE session = ? AND position = ?", id, position
            ) { $0[0] }
            guard let side else { return }
            try connection.run("UPDATE sides SET wanted_tracks = ?2 WHERE id = ?1", side, wanted)
            try connection.run("DELETE FROM tracks WHERE side = ?", side)
            try addTracks(tracks, to: side)
        }
    }
}

extension Catalogue.Side {
    /// A side that has just been found, with what was decided about the same one when it was found before.
    func keepingDecisions(of before: [Catalogue.Side]) -> Catalogue.Side {
        let same = before.max { $0.extent.overlap(with: extent) < $1.extent.overlap(with: extent) }
        guard let same, same.extent.overlap(with: extent) > 0 else { return self }
        var side = same.wantedTracks == nil ? self : divided(into: same.wantedTracks)
        side.tracks = side.tracks.map { $0.titled(like: same.tracks) }
        return side
    }
}

extension Catalogue.Track {
    /// With the title of the track that it shares more than half with, unless it has one.
    func titled(like before: [Catalogue.Track]) -> Catalogue.Track {
        var track = self
        let same = before.max { $0.extent.overlap(with: extent) < $1.extent.overlap(with: extent) }
        guard track.title == nil, let same else { return track }
        let longer = max(same.extent.ticks.count, extent.ticks.count)
        if 2 * same.extent.overlap(with: extent) > longer { track.title = same.title }
        return track
    }
}

extension Catalogue.Extent {
    /// Ticks that both have, both being of one chapter.
    fileprivate func overlap(with other: Catalogue.Extent) -> Int {
        max(0, min(ticks.upperBound, other.ticks.upperBound) - max(ticks.lowerBound, other.ticks.lowerBound))
    }
}
