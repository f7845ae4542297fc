package import Archive

/// How far the time line has been decided: closed chapters for good, the open one so far.
extension Catalogue {
    /// Where a chapter begins, what it must know of the one before, and how far it has been heard.
    package struct Chapter: Equatable, Sendable {
        /// A frame of a tape, without its time: the tape may be long gone.
        package struct Mark: Hashable, Sendable {
            package var tape: String
            package var frame: Int

            package init(tape: String, frame: Int) {
                self.tape = tape
                self.frame = frame
            }
        }

        package let id: Int
        package let beginning: ChapterBeginning
        /// The end of the sound that was there when it was last looked at: without more, nothing changes.
        package let heardUpTo: Mark?
    }

    /// The groove of a side that goes on from one chapter into the next.
    package struct Groove: Equatable, Sendable {
        package var floor: Floor
        package var spread: Double

        package init(floor: Floor, spread: Double) {
            self.floor = floor
            self.spread = spread
        }
    }

    package struct ChapterBeginning: Equatable, Sendable {
        /// A word of whoever decides chapters.
        package var cause: String
        /// Nil: the first sound there is.
        package var start: TapePlace?
        package var idleFloor: Floor?
        package var groove: Groove?
        package var silentSince: Chapter.Mark?
        package var isNeedleDown: Bool
        package var nextJudgement: Int

        package init(
            cause: String, start: TapePlace? = nil, idleFloor: Floor? = nil, groove: Groove? = nil,
            silentSince: Chapter.Mark? = nil, isNeedleDown: Bool = false, nextJudgement: Int = 0
        ) {
            self.cause = cause
            self.start = start
            self.idleFloor = idleFloor
            self.groove = groove
            self.silentSince = silentSince
            self.isNeedleDown = isNeedleDown
            self.nextJudgement = nextJudgement
        }
    }

    /// Nil before anything was ever decided.
    package func openChapter() throws(CatalogueError) -> Chapter? {
        try connection.first(
            """
            SELECT id, heard_tape, heard_frame, cause, tape, frame, start_us, idle_floor, groove_floor,
                groove_spread, silent_since_tape, silent_since_frame, needle_down, next_judgement
            FROM chapters WHERE closed_us IS NULL
            """
        ) {
            Chapter(id: $0[0], beginning: ChapterBeginning($0, from: 3), heardUpTo: Chapter.Mark($0, from: 1))
        }
    }

    /// Closes the open chapter, if there is one, and begins the next. Answers its id.
    @discardableResult
    package func begin(
        _ chapter: ChapterBeginning, atMicroseconds now: Int64
    ) throws(CatalogueError) -> Int {
        try write { () throws(CatalogueError) in
            try connection.run("UPDATE chapters SET closed_us = ? WHERE closed_us IS NULL", now)
            try connection.run(
                """
                INSERT INTO chapters (cause, tape, frame, start_us, idle_floor, groove_floor, groove_spread,
                    silent_since_tape, silent_since_frame, needle_down, next_judgement)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, chapter.cause, chapter.start?.tape, chapter.start?.frame, chapter.start?.microseconds,
                chapter.idleFloor?.text, chapter.groove?.floor.text, chapter.groove?.spread,
                chapter.silentSince?.tape, chapter.silentSince?.frame, chapter.isNeedleDown,
                chapter.nextJudgement)
            return connection.lastID
        }
    }

    /// The open chapter has been looked at up to here, and need not be judged again before `nextJudgement`.
    package func heard(
        upTo mark: Chapter.Mark, nextJudgement: Int
    ) throws(CatalogueError) {
        try connection.run(
            """
            UPDATE chapters SET heard_tape = ?, heard_frame = ?, next_judgement = ? WHERE closed_us IS NULL
            """, mark.tape, mark.frame, nextJudgement)
    }
}

extension Catalogue.ChapterBeginning {
    /// From eleven columns in a row.
    fileprivate init(_ row: borrowing Row, from column: Int) {
        cause = row[column]
        let (microseconds, spread): (Int64?, Double?) = (row[column + 3], row[column + 6])
        start = Catalogue.Chapter.Mark(row, from: column + 1).map { mark in
            TapePlace(tape: mark.tape, frame: mark.frame, microseconds: microseconds ?? 0)
        }
        let (idle, floor): (String?, String?) = (row[column + 4], row[column + 5])
        idleFloor = idle.map(Catalogue.Floor.init)
        groove = floor.map { Catalogue.Groove(floor: .init(text: $0), spread: spread ?? 0) }
        silentSince = Catalogue.Chapter.Mark(row, from: column + 7)
        isNeedleDown = row[column + 9]
        nextJudgement = row[column + 10]
    }
}

extension Catalogue.Chapter.Mark {
    fileprivate init?(_ row: borrowing Row, from column: Int) {
        let (tape, frame): (String?, Int?) = (row[column], row[column + 1])
        guard let tape, let frame else { return nil }
        self.init(tape: tape, frame: frame)
    }
}
