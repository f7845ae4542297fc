import Lomuz
import Platform

/// What time it is, as far as it can be known. Small machines without a battery wake up in 1970; others in 2036.
struct ShopClock: Sendable {
    let wallMicroseconds: Int64
    let isSynchronised: Bool
    /// When the origin signed what we know: it cannot be earlier than that.
    let issued: Int?

    private static let farAheadSeconds = 30 * 86_400

    init(_ clock: Clock, head: Head?) {
        wallMicroseconds = clock.utcMicroseconds()
        isSynchronised = clock.isSynchronised()
        issued = head?.issued
    }

    private var wallSeconds: Int { Int(wallMicroseconds / 1_000_000) }

    /// Whether the wall clock is behind what was signed.
    var isBehind: Bool { wallSeconds < issued ?? .min }

    /// Whether it says a time that nobody vouches for and that is far from the last one we heard.
    var isDoubtful: Bool {
        isBehind || !isSynchronised && wallSeconds > (issued ?? .max / 2) + Self.farAheadSeconds
    }

    /// By which windows are judged.
    var unixSeconds: Int { max(wallSeconds, issued ?? .min, 0) }

    /// When something was played.
    var microseconds: Int64 { max(wallMicroseconds, Int64(issued ?? 0) * 1_000_000) }

    static func rules(_ zone: String) -> TimeZoneRules? {
        if zone == "UTC" { return .utc }
        guard StreamSettings.isZoneName(zone) else { return nil }
        return (try? Files.read(TimeZoneRules.folder + "/" + zone)).flatMap { TimeZoneRules(parsing: $0) }
    }

    /// By the clock on the shop's wall; of a zone that this machine does not know, UTC.
    func moment(in settings: StreamSettings) -> ShopTime {
        (Self.rules(settings.timeZone) ?? .utc).time(at: unixSeconds)
    }
}
