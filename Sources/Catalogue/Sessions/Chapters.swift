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
        /// A word of whoever decides chapters.
        package let cause: String
        /// Nil: the first sound there is.
        package let start: Mark?
        package let idleFloor: Floor?
        package let silentSince: Mark?
        package let isNeedleDown: Bool
        package let nextJudgement: Int
        /// The end of the sound that was there when it was last looked at: without more, nothing changes.
        package let heardUpTo: Mark?
    }

    package struct ChapterBeginning: Equatable, Sendable {
        package var cause: String
        package var start: Chapter.Mark?
        package var idleFloor: Floor?
        package var silentSince: Chapter.Mark?
        package var isNeedleDown: Bool
        package var nextJudgement: Int

        package init(
            cause: String, start: Chapter.Mark? = nil, idleFloor: Floor? = nil,
            silentSince: Chapter.Mark? = nil, isNeedleDown: Bool = false, nextJudgement: Int = 0
        ) {
            self.cause = cause
            self.start = start
            self.idleFloor = idleFloor
            self.silentSince = silentSince
            self.isNeedleDown = isNeedleDown
            self.nextJudgement = nextJudgement
        }
    }

    /// Nil before anything was ever decided.
    package func openChapter() throws(CatalogueError) -> Chapter? {
        try connection.first(
            """
            SELECT id, cause, tape, frame, idle_floor, silent_since_tape, silent_since_frame, needle_down,
                next_judgement, heard_tape, heard_frame
            FROM chapters WHERE closed_us IS NULL
            """, as: Chapter.init)
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
                INSERT INTO chapters (cause, tape, frame, idle_floor, silent_since_tape, silent_since_frame,
                    needle_down, next_judgement)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, chapter.cause, chapter.start?.tape, chapter.start?.frame, chapter.idleFloor?.text,
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

extension Catalogue.Chapter {
    fileprivate init(_ row: borrowing Row) {
        let floor: String? = row[4]
        self.init(
            id: row[0], cause: row[1], start: Mark(row, from: 2), idleFloor: floor.map(Catalogue.Floor.init),
            silentSince: Mark(row, from: 5), isNeedleDown: row[7], nextJudgement: row[8],
            heardUpTo: Mark(row, from: 9))
    }
}

extension Catalogue.Chapter.Mark {
    fileprivate init?(_ row: borrowing Row, from column: Int) {
        let (tape, frame): (String?, Int?) = (row[column], row[column + 1])
        guard let tape, let frame else { return nil }
        self.init(tape: tape, frame: frame)
    }
}
