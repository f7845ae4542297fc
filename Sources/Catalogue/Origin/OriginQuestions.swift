package import Lomuz

/// What is asked about players.
extension OriginStore {
    package struct Device: Equatable, Sendable {
        package let stream: String
        package let name: String
        package let lastSeenMicroseconds: Int64
        package let lastSyncSeconds: Int?
        package let state: String?
        package let appVersion: String?
        package let assets: Int?
        package let cachedAssets: Int?
        package let poisoned: Int?
        package let freeBytes: Int?
        package let isClockSynchronised: Bool?
        package let dropped: Int?
        package let installs: Int

        init(_ row: borrowing Row) {
            stream = row[0]
            name = row[1]
            lastSeenMicroseconds = row[2]
            lastSyncSeconds = row[3]
            state = row[4]
            appVersion = row[5]
            assets = row[6]
            cachedAssets = row[7]
            poisoned = row[8]
            freeBytes = row[9]
            isClockSynchronised = row[10]
            dropped = row[11]
            installs = row[12]
        }
    }

    package func devices() throws(CatalogueError) -> [Device] {
        try connection.all(
            """
            SELECT stream, name, last_seen_us, last_sync_s, state, app_version, assets, cached_assets, poisoned,
                free_bytes, clock_synchronised, dropped,
                (SELECT count(*) FROM installs WHERE installs.device = devices.id)
            FROM devices ORDER BY stream, name
            """, as: Device.init)
    }

    /// Which states players have, and how many of them.
    package func statesOfPlayers(
        _ stream: String
    ) throws(CatalogueError) -> [(state: Fingerprint, players: Int)] {
        let rows = try connection.all(
            """
            SELECT state, count(*) FROM devices WHERE stream = ? AND state IS NOT NULL GROUP BY state
            ORDER BY count(*) DESC LIMIT 64
            """, stream
        ) { (state: $0[0] as String, players: $0[1] as Int) }
        return rows.compactMap { row in
            Fingerprint(hexadecimal: row.state).map { ($0, row.players) }
        }
    }

    package struct Play: Equatable, Sendable {
        package let stream: String
        package let device: String
        package let install: String
        package let number: Int
        package let atSeconds: Int
        package let asset: String
        package let title: String?
        package let artist: String?
        package let sha256: String?
        package let playlist: String?
        package let rule: String
        package let result: String
        package let milliseconds: Int?

        init(_ row: borrowing Row) {
            stream = row[0]
            device = row[1]
            install = row[2]
            number = row[3]
            atSeconds = row[4]
            asset = row[5]
            title = row[6]
            artist = row[7]
            sha256 = row[8]
            playlist = row[9]
            rule = row[10]
            result = row[11]
            milliseconds = row[12]
        }
    }

    /// The oldest first; of one moment, in the order in which they were told.
    package func plays(
        fromSeconds from: Int, toSeconds to: Int, ofDevice device: String? = nil, most: Int = .max
    ) throws(CatalogueError) -> [Play] {
        try connection.all(
            """
            SELECT devices.stream, devices.name, installs.name, plays.number, plays.at_s, plays.asset,
                assets.title, assets.artist, plays.sha256, plays.playlist, plays.rule, plays.result,
                plays.milliseconds
            FROM plays JOIN installs ON installs.id = plays.install JOIN devices ON devices.id = installs.device
                LEFT JOIN assets ON assets.stream = devices.stream AND assets.id = plays.asset
            WHERE plays.at_s >= ?1 AND plays.at_s < ?2 AND (?3 IS NULL OR devices.name = ?3)
            ORDER BY plays.at_s, devices.stream, devices.name, plays.install, plays.number LIMIT ?4
            """, from, to, device, most, as: Play.init)
    }

    /// Lines that made no sense.
    package func quarantined() throws(CatalogueError) -> Int {
        try connection.first("SELECT count(*) FROM quarantine") { $0[0] } ?? 0
    }
}
