package import Platform

/// What is known of the files below `VINYL_FOLDER`: which segments there are, what was heard in them, what
/// happened. The files are the truth; this can be made anew from them.
package final class Catalogue {
    package let connection: Connection

    /// Makes it when it is missing, and writes down when it did.
    package init(making path: String, clock: Clock) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .catalogue)
        guard try fact(.madeAt) == nil else { return }
        try write { () throws(CatalogueError) in
            guard try fact(.madeAt) == nil else { return }
            try set(.madeAt, to: clock.utcMicroseconds())
        }
    }

    /// For questions: a missing one is an error.
    package init(existing path: String) throws(CatalogueError) {
        connection = try Connection(path: path, schema: .catalogue, .existing)
    }

    package var path: String { connection.path }

    /// Several questions and changes as one: all of it or nothing.
    package func write<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try connection.write(body)
    }

    /// Several questions about one moment.
    package func read<Answer>(_ body: () throws(CatalogueError) -> Answer) throws(CatalogueError) -> Answer {
        try connection.read(body)
    }
}
