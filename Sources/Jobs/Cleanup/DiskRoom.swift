import Archive
import Catalogue
import Features
import Platform

/// The disk that everything lies on: how full it is, how full it may be, what makes room.
struct DiskRoom {
    private let settings: Settings
    private let catalogue: Catalogue
    private let now: Int64

    let freeBytes: Int
    let allBytes: Int

    init(_ call: Call, _ catalogue: Catalogue, now: Int64) {
        settings = call.settings
        self.catalogue = catalogue
        self.now = now
        (freeBytes, allBytes) = Files.room(at: call.folders.root) ?? (0, 0)
    }

    var reserveBytes: Int { allBytes / 100 * settings.whole(.diskReservePercent) }
    /// To be deleted before its time.
    var missingBytes: Int { max(0, reserveBytes - freeBytes) }
    var usedPercent: Int { allBytes > 0 ? 100 - freeBytes * 100 / allBytes : 0 }

    /// A percent more than it takes, so that it is not low and fine by turns.
    func isLow(wasLow: Bool) -> Bool {
        let slack = wasLow ? allBytes / 100 : 0
        let alert = settings.whole(.diskAlertPercent)
        return freeBytes < reserveBytes + slack && reserveBytes > 0
            || alert < 100 && usedPercent + (wasLow ? 1 : 0) > alert
    }

    private static let week = 7

    func forecast(_ retention: Retention) throws(CatalogueError) -> Forecast {
        let made = try catalogue.fact(.madeAt) ?? now
        // A young catalogue knows of fewer days; a day at least, or its first evening would be that of every hour.
        let days = min(Self.week, max(1, Int((now - made) / RetentionPolicy.day)))
        let made7 = try catalogue.bytesMade(since: now - Int64(days) * RetentionPolicy.day)
        let keep = settings.whole(.segmentKeepHours)
        let oldest = try catalogue.oldestSegmentStart() ?? now
        let missingHours = max(0, keep - Int((now - oldest) / 3_600_000_000))
        var leaving: [Int: Int] = [:]
        for (day, bytes) in try catalogue.bytesExpiring(days: retention.days, fromMicroseconds: now) {
            leaving[min(day, Forecast.horizonDays) + 1, default: 0] += bytes
        }
        return Forecast(
            freeBytes: freeBytes, reserveBytes: reserveBytes, recordingBytes: made7.recordings / days,
            segmentBytes: made7.segments / days, daysUntilTapeIsWhole: (missingHours + 23) / 24,
            daysOfRecordings: retention.days + 1, leaving: leaving)
    }

    /// Who has to go within a day, whatever their time: only when somebody allows it, only what nobody keeps for good,
    /// and only when the tape has nothing more to give.
    func hurry(_ retention: Retention) throws(JobError) -> Hurry {
        guard settings.text(.emergencyDelete) == "yes", reserveBytes > 0 else { return Hurry() }
        return try inCatalogue { () throws(CatalogueError) in
            let forecast = try forecast(retention)
            let growth =
                forecast.recordingBytes + (forecast.daysUntilTapeIsWhole > 0 ? forecast.segmentBytes : 0)
            // What is announced stays so for a while when there is room again: nobody is told this and that by turns.
            let slack = growth + allBytes / 100
            guard reserveBytes + growth + slack > freeBytes else { return Hurry() }
            let tape = try catalogue.spareSegments(
                endedBefore: now, featuresVersion: Features.codingVersion, most: .max
            ).reduce(0) { $0 + $1.bytes }
            var missing = reserveBytes + growth - freeBytes - tape
            guard missing + slack > 0 else { return Hurry() }
            let announced = Set(try catalogue.noticesHolding(NoticeType.expiring).map(\.subject))
            var hurry = Hurry(tapeBytes: tape, missingBytes: max(0, missingBytes - tape))
            for recording in try catalogue.recordingsByExpiry(days: retention.days) {
                guard missing > 0 || announced.contains(recording.key),
                    retention.expiryMicroseconds(of: recording) != nil
                else { continue }
                missing -= recording.bytes
                hurry.recordings.append(recording)
            }
            return hurry
        }
    }
}

/// Recordings that have to go before their time. All are announced; of those whose day is over only so many go as the
/// disk needs now.
struct Hurry {
    /// Those first whose time is over first.
    var recordings: [Catalogue.Recording] = []
    /// That the tape will give.
    var tapeBytes = 0
    /// That only recordings can give now.
    var missingBytes = 0
}
