package import Lomuz

/// What was published, as far as the next difference needs it.
extension OriginStore {
    package struct Published: Equatable, Sendable {
        package let state: Fingerprint
        package let epoch: Int
        package let seq: Int
        package let index: LeafIndex
        package let publishedMicroseconds: Int64
        package let target: String
    }

    private static let mostStates = 64

    /// The newest first.
    package func published(_ stream: String) throws(CatalogueError) -> [Published] {
        let rows = try connection.all(
            """
            SELECT state, epoch, seq, leaves, published_us, target FROM states WHERE stream = ?
            ORDER BY epoch DESC, seq DESC LIMIT 64
            """, stream
        ) {
            (
                state: $0[0] as String, epoch: $0[1] as Int, seq: $0[2] as Int, leaves: $0[3] as [UInt8],
                at: $0[4] as Int64, target: $0[5] as String
            )
        }
        return rows.compactMap { row in
            guard let state = Fingerprint(hexadecimal: row.state),
                let index = try? LeafIndex(bytes: row.leaves, of: state)
            else { return nil }
            return Published(
                state: state, epoch: row.epoch, seq: row.seq, index: index,
                publishedMicroseconds: row.at, target: row.target)
        }
    }

    /// With the bodies that nobody knew; states that are long past are forgotten.
    package func store(
        _ index: LeafIndex, _ head: Head, at target: String, bodies: [(leaf: Fingerprint, packed: [UInt8])],
        assets: [Asset], atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try connection.run(
                """
                INSERT OR REPLACE INTO states (stream, seq, epoch, state, leaves, published_us, target)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, head.stream, head.seq, head.epoch, head.state.hexadecimal, index.bytes, now,
                target)
            for (leaf, packed) in bodies {
                try connection.run(
                    "INSERT OR IGNORE INTO bodies (leaf, packed) VALUES (?, ?)", leaf.hexadecimal, packed)
            }
            for asset in assets {
                try connection.run(
                    "INSERT OR REPLACE INTO assets (stream, id, title, artist) VALUES (?, ?, ?, ?)",
                    head.stream, asset.id, asset.title, asset.artist)
            }
            try forgetOldStates(of: head.stream)
        }
    }

    private func forgetOldStates(of stream: String) throws(CatalogueError) {
        let forgotten = try connection.run(
            """
            DELETE FROM states WHERE stream = ?1 AND (epoch, seq) NOT IN
                (SELECT epoch, seq FROM states WHERE stream = ?1 ORDER BY epoch DESC, seq DESC LIMIT ?2)
            """, stream, Self.mostStates)
        guard forgotten > 0 else { return }
        let kept = try connection.all("SELECT leaves FROM states") { $0[0] as [UInt8] }
        var needed: Set<Fingerprint> = []
        for leaves in kept {
            for start in stride(from: 0, to: leaves.count, by: Fingerprint.byteCount) {
                let end = min(start + Fingerprint.byteCount, leaves.count)
                if let leaf = Fingerprint(bytes: leaves[start..<end]) { needed.insert(leaf) }
            }
        }
        let all: [String] = try connection.all("SELECT leaf FROM bodies") { $0[0] }
        for leaf in all where Fingerprint(hexadecimal: leaf).map({ !needed.contains($0) }) ?? true {
            try connection.run("DELETE FROM bodies WHERE leaf = ?", leaf)
        }
    }

    /// As it was packed; nil when it is not known here.
    package func body(_ leaf: Fingerprint) throws(CatalogueError) -> [UInt8]? {
        try connection.first("SELECT packed FROM bodies WHERE leaf = ?", leaf.hexadecimal) { $0[0] }
    }

    package func hasBody(_ leaf: Fingerprint) throws(CatalogueError) -> Bool {
        try connection.first("SELECT 1 FROM bodies WHERE leaf = ?", leaf.hexadecimal) { _ in true } ?? false
    }
}

/// What was found at a target.
extension OriginStore {
    /// Paths where something else lies than should, until it is put there again.
    package func faults(at target: String) throws(CatalogueError) -> Set<String> {
        Set(try connection.all("SELECT path FROM faults WHERE target = ?", target) { $0[0] as String })
    }

    package func note(
        faults paths: [String], at target: String, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            for path in paths {
                try connection.run(
                    "INSERT OR REPLACE INTO faults (target, path, noticed_us) VALUES (?, ?, ?)", target, path,
                    now)
            }
        }
    }

    package func forget(faults paths: [String], at target: String) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            for path in paths {
                try connection.run("DELETE FROM faults WHERE target = ? AND path = ?", target, path)
            }
        }
    }

    package func garbage(at target: String) throws(CatalogueError) -> [Garbage.Mark] {
        try connection.all("SELECT path, bytes, runs, since_s FROM garbage WHERE target = ?", target) {
            Garbage.Mark(path: $0[0], bytes: $0[1], runs: $0[2], since: $0[3])
        }
    }

    package func replaceGarbage(_ marks: [Garbage.Mark], at target: String) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try connection.run("DELETE FROM garbage WHERE target = ?", target)
            for mark in marks {
                try connection.run(
                    "INSERT INTO garbage (target, path, bytes, runs, since_s) VALUES (?, ?, ?, ?, ?)", target,
                    mark.path, mark.bytes, mark.runs, mark.since)
            }
        }
    }
}
