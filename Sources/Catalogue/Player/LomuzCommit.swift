package import Lomuz
import Platform

/// A state that takes the place of the one before it.
extension LomuzStore {
    package struct Arrival: Sendable {
        package let change: Change
        package let head: Head
        package let etag: String?
        package let origin: String
        /// `delta` or `buckets`.
        package let way: String
        package let requests: Int
        package let bytes: Int

        package init(
            change: Change, head: Head, etag: String?, origin: String, way: String, requests: Int, bytes: Int
        ) {
            self.change = change
            self.head = head
            self.etag = etag
            self.origin = origin
            self.way = way
            self.requests = requests
            self.bytes = bytes
        }
    }

    /// All of it or nothing: false when it does not lead to the state that the head names. `seconds` say by which
    /// time windows are judged.
    package func commit(
        _ arrival: Arrival, atUnixSeconds seconds: Int, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Bool {
        let before = try state()
        let isRight = try write { () throws(CatalogueError) in
            CrashPoint.pass(.commitBegun)
            guard try hash(after: arrival.change) == arrival.head.state else { return false }
            try apply(arrival.change)
            CrashPoint.pass(.commitRecords)
            try derive(arrival.change, atUnixSeconds: seconds)
            CrashPoint.pass(.commitDerived)
            try set(.state, arrival.head.state.hexadecimal)
            try keep(arrival.head, etag: arrival.etag, origin: arrival.origin)
            CrashPoint.pass(.commitHead)
            try log(arrival, from: before, atMicroseconds: now)
            CrashPoint.pass(.commitLogged)
            return true
        }
        CrashPoint.pass(.commitDone)
        return isRight
    }

    private func hash(after change: Change) throws(CatalogueError) -> Fingerprint {
        var texts = Dictionary(try texts().map { ($0.key, $0.text) }) { first, _ in first }
        for key in change.deletes { texts[key] = nil }
        for record in change.updates { texts[record.key] = record.text }
        return try inOurs { () throws(Refusal) in
            try LeafIndex(of: try Bucket.all(of: texts.lazy.map { ($0.key, $0.value) })).state
        }
    }

    /// A head that names the state we have: signed anew, or suspended.
    package func keep(_ head: Head, etag: String?, origin: String) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try set(.head, String(decoding: head.payload, as: UTF8.self))
            try set(.etag, etag ?? "")
            try set(.etagOrigin, origin)
        }
    }

    private func apply(_ change: Change) throws(CatalogueError) {
        for key in change.deletes {
            try connection.run("DELETE FROM records WHERE kind = ? AND id = ?", key.kind, key.id)
        }
        for record in change.updates {
            try connection.run(
                """
                INSERT INTO records (kind, id, text) VALUES (?1, ?2, ?3)
                ON CONFLICT (kind, id) DO UPDATE SET text = ?3
                """, record.key.kind, record.key.id, record.text)
        }
    }

    private func log(
        _ arrival: Arrival, from before: Fingerprint?, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try connection.run(
            """
            INSERT INTO sync_logs (at_us, from_state, to_state, seq, way, result, requests, bytes)
            VALUES (?, ?, ?, ?, ?, 'taken', ?, ?)
            """, now, before?.hexadecimal, arrival.head.state.hexadecimal, arrival.head.seq, arrival.way,
            arrival.requests, arrival.bytes)
        try spool(
            .sync(
                .init(
                    from: before, to: arrival.head.state, way: arrival.way, result: "taken",
                    requests: arrival.requests, bytes: arrival.bytes)), atMicroseconds: now)
    }
}

/// What follows from the records, in the form that questions need.
extension LomuzStore {
    private func derive(_ change: Change, atUnixSeconds now: Int) throws(CatalogueError) {
        let commit = try whole(.commit) + 1
        try set(.commit, "\(commit)")
        try removeLongDropped(before: commit - 1)
        var moved: Set<String> = []
        for key in change.deletes where key.kind == Record.Kind.asset {
            try drop(assets: key.id, except: "", commit: commit)
            moved.insert(key.id)
        }
        for asset in change.updates.compactMap(\.asset) {
            if try store(asset, commit: commit) { moved.insert(asset.id) }
        }
        for key in change.deletes where key.kind == Record.Kind.playlist {
            try connection.run("DELETE FROM playlists WHERE id = ?", key.id)
        }
        let changed = Set(change.updates.compactMap(\.playlist).map(\.id))
        guard !moved.isEmpty || !changed.isEmpty else { return }
        for playlist in try records(ofKind: Record.Kind.playlist).compactMap(\.playlist)
        where changed.contains(playlist.id) || playlist.items.contains(where: moved.contains) {
            try store(playlist, atUnixSeconds: now)
        }
    }

    /// Rows of assets that neither the present nor the last state names, and nothing else does.
    private func removeLongDropped(before commit: Int) throws(CatalogueError) {
        try connection.run(
            """
            DELETE FROM media_assets WHERE dropped < ?
                AND NOT EXISTS (SELECT 1 FROM playlist_items WHERE asset = media_assets.number)
            """, commit)
    }

    private func drop(assets id: String, except sha256: String, commit: Int) throws(CatalogueError) {
        try connection.run(
            "UPDATE media_assets SET dropped = ?3 WHERE id = ?1 AND sha256 <> ?2 AND dropped IS NULL", id,
            sha256, commit)
    }

    /// Answers whether playlists with this asset name another file than before.
    private func store(_ asset: Asset, commit: Int) throws(CatalogueError) -> Bool {
        let sha256 = asset.sha256.hexadecimal
        try drop(assets: asset.id, except: sha256, commit: commit)
        let isNew =
            try connection.first(
                "SELECT 1 FROM media_assets WHERE id = ? AND sha256 = ? AND dropped IS NULL", asset.id, sha256
            ) { _ in true } != true
        try connection.run(
            "INSERT INTO blobs (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING", sha256,
            asset.bytes)
        let (from, until) = (asset.from ?? .min, asset.until ?? .max)
        try connection.run(
            """
            INSERT INTO media_assets (id, sha256, md5, bytes, kind, mime, ms, title, artist, from_s, until_s,
                emergency, gain_cb, have)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                coalesce((SELECT have FROM blobs WHERE sha256 = ?2), 0))
            ON CONFLICT (id, sha256) DO UPDATE SET md5 = ?3, bytes = ?4, kind = ?5, mime = ?6, ms = ?7,
                title = ?8, artist = ?9, from_s = ?10, until_s = ?11, emergency = ?12, gain_cb = ?13,
                dropped = NULL
            """, asset.id, sha256, asset.md5, asset.bytes, asset.kind.rawValue, asset.mime,
            asset.milliseconds, asset.title, asset.artist, from, until, asset.isEmergency,
            asset.gainCentibels)
        guard !isNew else { return true }
        try connection.run(
            """
            UPDATE playlist_items SET from_s = ?3, until_s = ?4
            WHERE asset = (SELECT number FROM media_assets WHERE id = ?1 AND sha256 = ?2)
            """, asset.id, sha256, from, until)
        return false
    }
}
