package import Lomuz
import Platform

/// What is to be told to the origin, in the order of its numbers.
extension LomuzStore {
    private static let mostBytes = 64 << 20
    private static let mostPlays = 50_000
    private static let mostLogs = 1_000
    private static let longest: Int64 = 90 * 86_400_000_000

    /// A line gets its number here, once.
    package func spool(
        _ content: Telemetry.Content, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        var isPlay = false
        if case .play = content { isPlay = true }
        let seconds = min(max(Int(now / 1_000_000), 0), Limits.times.upperBound)
        let text = Telemetry.Line(number: 1, at: seconds, content: content).text
        try connection.run(
            "INSERT INTO spool (at_us, is_play, text) VALUES (?, ?, ?)", now, isPlay, text)
    }

    /// The oldest lines, at most so many.
    package func spooled(most: Int) throws(CatalogueError) -> [Telemetry.Line] {
        let rows = try connection.all("SELECT number, text FROM spool ORDER BY number LIMIT ?", most) {
            (number: $0[0] as Int, text: $0[1] as String)
        }
        return rows.compactMap { row in
            guard var line = try? Telemetry.Line(parsing: Array(row.text.utf8)) else { return nil }
            line.number = row.number
            return line
        }
    }

    package func spoolSize() throws(CatalogueError) -> (lines: Int, plays: Int) {
        try connection.first("SELECT count(*), coalesce(sum(is_play), 0) FROM spool") { ($0[0], $0[1]) }
            ?? (0, 0)
    }

    package func isDeviceSpooled() throws(CatalogueError) -> Bool {
        try connection.first(
            "SELECT 1 FROM spool WHERE NOT is_play AND instr(text, '\"type\":\"device\"') LIMIT 1"
        ) { _ in true } ?? false
    }

    /// The origin has these and all before them.
    package func unspool(through number: Int) throws(CatalogueError) {
        try write { () throws(CatalogueError) in
            try connection.run("DELETE FROM spool WHERE number <= ?", number)
            try set(.flushed, "\(number)")
            // Enough for people to look at; what was listed so long ago and never told was never played.
            try connection.run(
                "DELETE FROM plays WHERE number <= (SELECT max(number) FROM plays) - ?", Self.mostPlays)
            try connection.run(
                "DELETE FROM sync_logs WHERE id <= (SELECT max(id) FROM sync_logs) - ?", Self.mostLogs)
        }
    }

    /// What is too old or too much goes, plays last, and is counted. Answers how many lines went. Without a time that
    /// can be believed, nothing is too old.
    package func trimSpool(atMicroseconds now: Int64?, mostBytes: Int? = nil) throws(CatalogueError) -> Int {
        let most = mostBytes ?? Self.mostBytes
        let eldest = now.map { $0 - Self.longest } ?? .min
        let (bytes, oldest) =
            try connection.first(
                "SELECT coalesce(sum(length(text) + 40), 0), coalesce(min(at_us), 0) FROM spool"
            ) {
                ($0[0] as Int, $0[1] as Int64)
            } ?? (0, 0)
        let isClean = bytes <= most && oldest >= eldest
        guard !isClean, try spoolSize().lines > 0 else { return 0 }
        return try write { () throws(CatalogueError) in
            var count = try connection.run("DELETE FROM spool WHERE at_us < ?", eldest)
            count += try connection.run(
                """
                DELETE FROM spool WHERE number IN (SELECT number FROM (
                    SELECT number, sum(length(text) + 40) OVER (ORDER BY is_play DESC, number DESC) AS used FROM spool)
                    WHERE used > ?)
                """, most)
            if count > 0 { try set(.dropped, "\(try whole(.dropped) + count)") }
            return count
        }
    }
}

/// Runs of `sync`, for people.
extension LomuzStore {
    package struct SyncLog: Equatable, Sendable {
        package let atMicroseconds: Int64
        package let from: String?
        package let to: String?
        package let seq: Int?
        package let way: String
        package let result: String
        package let requests: Int
        package let bytes: Int
    }

    package func syncLogs(most: Int) throws(CatalogueError) -> [SyncLog] {
        try connection.all(
            """
            SELECT at_us, from_state, to_state, seq, way, result, requests, bytes FROM sync_logs
            ORDER BY id DESC LIMIT ?
            """, most
        ) {
            SyncLog(
                atMicroseconds: $0[0], from: $0[1], to: $0[2], seq: $0[3], way: $0[4], result: $0[5],
                requests: $0[6], bytes: $0[7])
        }
    }

    /// A head or a state that was not believed. The same reason again and again leaves one row.
    package func log(
        refusal: String, requests: Int, bytes: Int, atMicroseconds now: Int64
    ) throws(CatalogueError) {
        let result = "refused: " + String(refusal.prefix(400))
        guard try syncLogs(most: 1).first?.result != result else { return }
        try write { () throws(CatalogueError) in
            let state = try state()
            try connection.run(
                """
                INSERT INTO sync_logs (at_us, from_state, to_state, seq, way, result, requests, bytes)
                VALUES (?, ?, NULL, NULL, 'head', ?, ?, ?)
                """, now, state?.hexadecimal, result, requests, bytes)
            try spool(
                .sync(
                    .init(
                        from: state, to: nil, way: "head", result: result, requests: requests, bytes: bytes)),
                atMicroseconds: now)
        }
    }
}
