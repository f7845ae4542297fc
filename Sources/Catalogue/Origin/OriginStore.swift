/// What an origin knows: its sources, what it published, and what players told it.
package final class OriginStore {
    package let connection: Connection

    /// Makes it when it is missing.
    package init(making path: String) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .origin)
    }

    /// For questions; a missing one is an error.
    package init(existing path: String) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .origin, .existing)
    }

    package func write<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try connection.write(body)
    }
}

/// Sound files that were looked into, known again by size, time and number.
extension OriginStore {
    package struct Source: Equatable, Sendable {
        package var path: String
        package var bytes: Int
        package var modifiedMicroseconds: Int64
        package var inode: Int
        package var sha256: String
        package var milliseconds: Int
        package var title: String
        package var artist: String

        package init(
            path: String, bytes: Int, modifiedMicroseconds: Int64, inode: Int, sha256: String,
            milliseconds: Int, title: String, artist: String
        ) {
            self.path = path
            self.bytes = bytes
            self.modifiedMicroseconds = modifiedMicroseconds
            self.inode = inode
            self.sha256 = sha256
            self.milliseconds = milliseconds
            self.title = title
            self.artist = artist
        }
    }

    package func sources() throws(CatalogueError) -> [String: Source] {
        let all = try connection.all(
            "SELECT path, bytes, modified_us, inode, sha256, milliseconds, title, artist FROM sources"
        ) {
            Source(
                path: $0[0], bytes: $0[1], modifiedMicroseconds: $0[2], inode: $0[3], sha256: $0[4],
                milliseconds: $0[5], title: $0[6], artist: $0[7])
        }
        return Dictionary(all.map { ($0.path, $0) }) { first, _ in first }
    }

    package func store(_ sources: [Source]) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            for source in sources {
                try connection.run(
                    """
                    INSERT OR REPLACE INTO sources
                        (path, bytes, modified_us, inode, sha256, milliseconds, title, artist)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """, source.path, source.bytes, source.modifiedMicroseconds, source.inode, source.sha256,
                    source.milliseconds, source.title, source.artist)
            }
        }
    }

    /// It was another file than was believed.
    package func forgetSource(_ path: String) throws(CatalogueError) {
        try connection.run("DELETE FROM sources WHERE path = ?", path)
    }

    package func transcode(
        of source: String, recipe: String
    ) throws(CatalogueError) -> (sha256: String, bytes: Int)? {
        try connection.first(
            "SELECT sha256, bytes FROM transcodes WHERE source = ? AND recipe = ?", source, recipe
        ) { ($0[0], $0[1]) }
    }

    package func store(
        transcode sha256: String, bytes: Int, of source: String, recipe: String,
        atMicroseconds now: Int64
    ) throws(CatalogueError) {
        try connection.run(
            "INSERT OR REPLACE INTO transcodes (source, recipe, sha256, bytes, used_us) VALUES (?, ?, ?, ?, ?)",
            source, recipe, sha256, bytes, now)
    }
}
