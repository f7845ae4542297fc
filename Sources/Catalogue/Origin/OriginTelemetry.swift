package import Lomuz

/// What players told, each line once.
extension OriginStore {
    /// Who told it.
    package struct Sender: Hashable, Sendable {
        package let stream: String
        package let device: String
        package let install: String

        package init(stream: String, device: String, install: String) {
            self.stream = stream
            self.device = device
            self.install = install
        }
    }

    package struct BadLine: Equatable, Sendable {
        package let number: Int
        package let reason: String
        package let bytes: [UInt8]

        package init(number: Int, reason: String, bytes: [UInt8]) {
            self.number = number
            self.reason = reason
            self.bytes = bytes
        }
    }

    package struct Taken: Equatable, Sendable {
        package var plays = 0
        package var syncs = 0
        package var repeats = 0
        package var bad = 0

        package init() {}

        package static func += (sum: inout Taken, one: Taken) {
            sum.plays += one.plays
            sum.syncs += one.syncs
            sum.repeats += one.repeats
            sum.bad += one.bad
        }
    }

    private static let mostQuarantined = 100_000

    /// One object of the inbox, all of it or nothing.
    package func take(
        _ lines: [Telemetry.Line], bad: [BadLine], from sender: Sender, path: String,
        atMicroseconds now: Int64
    ) throws(CatalogueError) -> Taken {
        try write { () throws(CatalogueError) in
            var taken = Taken()
            let (device, install) = try knownSender(sender, now)
            for line in lines {
                switch line.content {
                case .play(let play):
                    let isNew = try add(play, line, install, now)
                    taken.plays += isNew ? 1 : 0
                    taken.repeats += isNew ? 0 : 1
                case .sync(let sync):
                    let isNew = try add(sync, line, install, device, now)
                    taken.syncs += isNew ? 1 : 0
                    taken.repeats += isNew ? 0 : 1
                case .device(let told): try update(device, install, line, told)
                }
            }
            try quarantine(bad, path: path, now)
            taken.bad = bad.count
            return taken
        }
    }

    package func quarantine(
        _ bad: [BadLine], path: String, _ now: Int64
    ) throws(CatalogueError) {
        guard !bad.isEmpty else { return }
        let count: Int = try connection.first("SELECT count(*) FROM quarantine") { $0[0] } ?? 0
        for line in bad.prefix(max(0, Self.mostQuarantined - count)) {
            try connection.run(
                "INSERT OR IGNORE INTO quarantine (path, line, reason, bytes, noticed_us) VALUES (?, ?, ?, ?, ?)",
                path, line.number, line.reason, line.bytes, now)
        }
    }

    private func knownSender(
        _ sender: Sender, _ now: Int64
    ) throws(CatalogueError) -> (device: Int, install: Int) {
        try connection.run(
            """
            INSERT INTO devices (stream, name, first_seen_us, last_seen_us) VALUES (?1, ?2, ?3, ?3)
            ON CONFLICT (stream, name) DO UPDATE SET last_seen_us = max(last_seen_us, excluded.last_seen_us)
            """, sender.stream, sender.device, now)
        let device: Int =
            try connection.first(
                "SELECT id FROM devices WHERE stream = ? AND name = ?", sender.stream, sender.device
            ) { $0[0] } ?? 0
        let isNew =
            try connection.run(
                "INSERT OR IGNORE INTO installs (device, name, first_seen_us) VALUES (?, ?, ?)", device,
                sender.install, now) > 0
        let install: Int =
            try connection.first(
                "SELECT id FROM installs WHERE device = ? AND name = ?", device, sender.install
            ) { $0[0] } ?? 0
        // What was set up last is what stands there now; the numbers of its lines begin anew.
        if isNew {
            try connection.run(
                "UPDATE devices SET install = ?2, told_number = 0 WHERE id = ?1", device, install)
        }
        return (device, install)
    }

    private func add(
        _ play: Telemetry.Play, _ line: Telemetry.Line, _ install: Int, _ now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            INSERT OR IGNORE INTO plays (install, number, at_s, asset, sha256, playlist, rule, result,
                milliseconds, collected_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, install, line.number, line.at, play.asset, play.sha256?.hexadecimal, play.playlist,
            play.rule, play.result.rawValue, play.milliseconds, now) > 0
    }

    private func add(
        _ sync: Telemetry.Sync, _ line: Telemetry.Line, _ install: Int, _ device: Int, _ now: Int64
    ) throws(CatalogueError) -> Bool {
        try connection.run(
            """
            UPDATE devices SET last_sync_s = ?3, state = coalesce(?4, state)
            WHERE id = ?1 AND install = ?2 AND (last_sync_s IS NULL OR last_sync_s <= ?3)
            """, device, install, line.at, sync.to?.hexadecimal)
        return try connection.run(
            """
            INSERT OR IGNORE INTO sync_logs (install, number, at_s, from_state, to_state, way, result, requests,
                bytes, collected_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, install, line.number, line.at, sync.from?.hexadecimal, sync.to?.hexadecimal, sync.way,
            sync.result, sync.requests, sync.bytes, now) > 0
    }

    /// An older line that comes late says nothing new.
    private func update(
        _ device: Int, _ install: Int, _ line: Telemetry.Line, _ told: Telemetry.Device
    ) throws(CatalogueError) {
        try connection.run(
            """
            UPDATE devices SET told_s = ?3, told_number = ?4, state = coalesce(?5, state), app_version = ?6,
                assets = ?7, cached_assets = ?8, poisoned = ?9, free_bytes = ?10, clock_synchronised = ?11,
                dropped = ?12
            WHERE id = ?1 AND install = ?2 AND told_number < ?4
            """, device, install, line.at, line.number, told.state?.hexadecimal, told.appVersion,
            told.assets, told.cachedAssets, told.poisoned, told.freeBytes, told.isClockSynchronised,
            told.dropped)
    }
}
