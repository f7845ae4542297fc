import Catalogue
import Platform

/// A session with its sides, as somebody asked for it by its number.
struct SessionSeen {
    let session: Catalogue.Session
    let sides: [Catalogue.Side]

    init(_ id: Int, in catalogue: Catalogue?) throws(JobError) {
        let found = try inCatalogue { () throws(CatalogueError) in
            try catalogue?.read { () throws(CatalogueError) in
                try catalogue?.session(id).map { session throws(CatalogueError) in
                    (session, try catalogue?.sides(ofSession: id) ?? [])
                }
            }
        }
        guard let (session, sides) = found.flatMap({ $0 }) else { throw .noSession(id) }
        self.session = session
        self.sides = sides
    }

    init(_ session: Catalogue.Session, _ sides: [Catalogue.Side]) {
        self.session = session
        self.sides = sides
    }

    var title: String { session.name ?? "without a name" }
    var trackCount: Int { sides.reduce(0) { $0 + $1.tracks.count } }
}

extension JobError {
    static func noSession(_ id: Int) -> JobError {
        .failed("there is no session \(id); vinyl-jobs sessions lists them")
    }
}

extension Invocation {
    /// The session that the command is about.
    var session: Int { Int(arguments[0]) ?? 0 }
}

/// The sides of a session are known by letters: A to Z, then AA.
enum SideLetter {
    static func text(_ position: Int) -> String {
        let last = String(UnicodeScalar(UInt8(0x41 + position % 26)))
        return position < 26 ? last : text(position / 26 - 1) + last
    }

    static func position(_ text: String, of count: Int) -> Int? {
        (0..<count).first { self.text($0) == text.uppercased() }
    }
}
