import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs devices`
struct DeviceList {
    private let call: Call

    init(_ call: Call) { self.call = call }

    private struct Row {
        let device: OriginStore.Device
        /// How many publications it is behind; nil when that cannot be known.
        let behind: Int?
    }

    func run() throws(JobError) {
        let store = try call.existingOriginStore()
        let rows = try store.map(self.rows) ?? []
        let nonsense = try inCatalogue { () throws(CatalogueError) in try store?.quarantined() ?? 0 }
        if call.invocation.has(.json) {
            return try call.page.json(
                .object([("devices", .array(rows.map(json))), ("quarantined_lines", .whole(nonsense))]))
        }
        if call.invocation.has(.csv) { return try call.page.lines(csv(rows)) }
        if rows.isEmpty {
            try call.page.line("no player has told anything yet")
        } else {
            try call.page.lines(table(rows).lines(on: call.page))
        }
        guard nonsense > 0 else { return }
        try call.page.line(
            "\(Human.count(nonsense, "line")) that made no sense, in the table quarantine of origin.db")
    }

    private func rows(_ store: OriginStore) throws(JobError) -> [Row] {
        try inCatalogue { () throws(CatalogueError) in
            var histories: [String: [String]] = [:]
            return try store.devices().map { device throws(CatalogueError) in
                if histories[device.stream] == nil {
                    var history: [String] = []
                    // One that was published to two places counts once.
                    for state in try store.published(device.stream).map(\.state.hexadecimal)
                    where !history.contains(state) {
                        history.append(state)
                    }
                    histories[device.stream] = history
                }
                let history = histories[device.stream] ?? []
                return Row(device: device, behind: device.state.flatMap { history.firstIndex(of: $0) })
            }
        }
    }

    private func table(_ rows: [Row]) -> TextTable {
        var table = TextTable([
            .init("STREAM"), .init("DEVICE", isFlexible: true), .init("LAST SYNC"), .init("STATE"),
            .init("CACHED", isNumber: true), .init("FREE", isNumber: true), .init("CLOCK"), .init("VERSION"),
        ])
        for row in rows {
            let device = row.device
            let cached = device.cachedAssets.map(String.init) ?? "?"
            table.add([
                device.stream, device.name,
                device.lastSyncSeconds.map { Human.time(Int64($0) * 1_000_000) } ?? "never", words(row),
                device.assets.map { "\(cached)/\($0)" } ?? cached,
                device.freeBytes.map(Human.size) ?? "?",
                device.isClockSynchronised.map { $0 ? "right" : "free" } ?? "?", device.appVersion ?? "?",
            ])
        }
        return table
    }

    private func words(_ row: Row) -> String {
        guard let behind = row.behind else { return row.device.state == nil ? "none" : "unknown" }
        return behind == 0 ? "in step" : "\(behind) behind"
    }

    private func json(_ row: Row) -> JSON {
        let device = row.device
        return .object([
            ("stream", .text(device.stream)), ("device", .text(device.name)),
            ("last_seen_at", .text(UTC(microseconds: device.lastSeenMicroseconds).iso)),
            ("last_sync_at", .optional(device.lastSyncSeconds.map(iso))),
            ("state", .optional(device.state)), ("publications_behind", .optional(row.behind)),
            ("app_version", .optional(device.appVersion)), ("assets", .optional(device.assets)),
            ("cached_assets", .optional(device.cachedAssets)), ("poisoned", .optional(device.poisoned)),
            ("free_bytes", .optional(device.freeBytes)),
            ("clock_synchronised", device.isClockSynchronised.map(JSON.yesNo) ?? .null),
            ("dropped", .optional(device.dropped)), ("installs", .whole(device.installs)),
        ])
    }

    private func csv(_ rows: [Row]) -> [String] {
        var csv = CSV([
            "stream", "device", "last_seen_at", "last_sync_at", "publications_behind", "app_version",
            "assets", "cached_assets", "poisoned", "free_bytes", "clock_synchronised", "dropped", "installs",
        ])
        for row in rows {
            let device = row.device
            func text(_ number: Int?) -> String { number.map(String.init) ?? "" }
            csv.add([
                device.stream, device.name, UTC(microseconds: device.lastSeenMicroseconds).iso,
                device.lastSyncSeconds.map(iso) ?? "", text(row.behind), device.appVersion ?? "",
                text(device.assets), text(device.cachedAssets), text(device.poisoned),
                text(device.freeBytes), device.isClockSynchronised.map { $0 ? "yes" : "no" } ?? "",
                text(device.dropped), "\(device.installs)",
            ])
        }
        return csv.lines()
    }

    private func iso(_ seconds: Int) -> String { UTC(microseconds: Int64(seconds) * 1_000_000).iso }
}
