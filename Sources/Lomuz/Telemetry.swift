/// What players tell their origin: gzip of one canonical JSON object a line. Every line has a number that its player
/// gives once and in order, so that it counts once however often it arrives.
package enum Telemetry {
    /// One line.
    package struct Line: Equatable, Sendable {
        package var number: Int
        /// Unix seconds by the player's clock.
        package var at: Int
        package var content: Content

        package init(number: Int, at: Int, content: Content) {
            self.number = number
            self.at = at
            self.content = content
        }
    }

    package enum Content: Equatable, Sendable {
        case play(Play)
        case sync(Sync)
        case device(Device)
    }

    /// A track that was begun, and how it ended when that is known.
    package struct Play: Equatable, Sendable {
        package enum Result: String, CaseIterable, Sendable { case completed, skipped, failed, unknown }

        package var asset: String
        package var sha256: Fingerprint?
        package var playlist: String?
        package var rule: String
        package var result: Result
        package var milliseconds: Int?

        package init(
            asset: String, sha256: Fingerprint?, playlist: String?, rule: String, result: Result,
            milliseconds: Int?
        ) {
            self.asset = asset
            self.sha256 = sha256
            self.playlist = playlist
            self.rule = rule
            self.result = result
            self.milliseconds = milliseconds
        }
    }

    /// A state that was reached, or why it was not.
    package struct Sync: Equatable, Sendable {
        package var from: Fingerprint?
        package var to: Fingerprint?
        package var way: String
        package var result: String
        package var requests: Int
        package var bytes: Int

        package init(
            from: Fingerprint?, to: Fingerprint?, way: String, result: String, requests: Int, bytes: Int
        ) {
            self.from = from
            self.to = to
            self.way = way
            self.result = result
            self.requests = requests
            self.bytes = bytes
        }
    }

    /// How the player is.
    package struct Device: Equatable, Sendable {
        package var appVersion: String
        package var state: Fingerprint?
        package var assets: Int
        package var cachedAssets: Int
        package var poisoned: Int
        package var freeBytes: Int
        package var isClockSynchronised: Bool
        /// Lines that were dropped for want of room.
        package var dropped: Int

        package init(
            appVersion: String, state: Fingerprint?, assets: Int, cachedAssets: Int, poisoned: Int,
            freeBytes: Int, isClockSynchronised: Bool, dropped: Int
        ) {
            self.appVersion = appVersion
            self.state = state
            self.assets = assets
            self.cachedAssets = cachedAssets
            self.poisoned = poisoned
            self.freeBytes = freeBytes
            self.isClockSynchronised = isClockSynchronised
            self.dropped = dropped
        }
    }

    /// What one object in the inbox is called: the same lines have the same name, and a player that was set up anew
    /// has other ones.
    package struct Batch: Equatable, Sendable {
        package let install: String
        package let first: Int
        package let last: Int

        package init(install: String, first: Int, last: Int) {
            self.install = install
            self.first = first
            self.last = last
        }

        package var name: String { "\(install)-\(first)-\(last).gz" }

        package init?(name: String) {
            guard name.hasSuffix(".gz") else { return nil }
            let parts = name.dropLast(3).split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, String(parts[0]).isPlainID, let first = Int(parts[1]),
                let last = Int(parts[2]), 0 < first, first <= last
            else { return nil }
            self.init(install: String(parts[0]), first: first, last: last)
            guard self.name == name else { return nil }
        }
    }
}
