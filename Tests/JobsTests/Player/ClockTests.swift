import Archive
import Catalogue
import Lomuz
import Platform
import TestSupport
import Testing

@testable import Jobs

@Suite struct `a shop's clock` {
    private static let day = 86_400

    /// Nobody answers for a month: music for ten days, emergency for ten more, then the jingle.
    @Test func `may go on for thirty days offline`() throws {
        try withTill { till, origin throws in
            let start = origin.head.issued
            try origin.publish(
                [
                    try Record(try origin.asset("song", [1], until: start + 10 * Self.day)),
                    try Record(
                        try origin.asset("help", [2], until: start + 20 * Self.day, isEmergency: true)),
                ] + (try TestOrigin.always(Playlist(id: "p", items: ["song"]))))
            till.set(unixSeconds: start + 60)
            #expect(try till.run("sync").status == .done)
            shell("rm -r '\(origin.folder)'")
            var rules: [String] = []
            for hour in stride(from: 1, to: 30 * 24, by: 5) {
                till.set(unixSeconds: start + hour * 3_600, isSynchronised: hour % 2 == 0)
                if hour % 50 == 1 { #expect(try till.run("sync").status == .busy) }
                rules.append(try #require(try till.next("rule")))
                #expect(try till.next("reason")?.isEmpty == false)
            }
            let order = rules.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
            #expect(order == ["schedule", "emergency", "jingle"])
            #expect(rules.count { $0 == "schedule" } == 48 && rules.count { $0 == "emergency" } == 48)
            #expect(try till.store().blobs().allSatisfy(\.isHere))
        }
    }

    /// Whatever it says for a while: nothing is deleted, and when it is right again, all plays as before.
    @Test(arguments: [
        (-56 * 365 * day, false), (10 * 365 * day, false), (10 * 365 * day, true), (-3_600, true),
        (-3_600, false), (-2 * day, false),
    ])
    func `may be wrong for a while`(seconds: Int, isSynchronised: Bool) throws {
        try withTill { till, origin throws in
            let start = origin.head.issued + 600
            try origin.publishShop(3)
            var records = Array(origin.state.records.values)
            records.append(try Record(try origin.asset("gone", [7, 7], until: start + 30 * Self.day)))
            try origin.publish(records)
            till.set(unixSeconds: start)
            #expect(try till.run("sync").status == .done)
            try origin.publish(records.filter { $0.key.id != "gone" })
            #expect(try till.run("sync").status == .done)
            let before = try till.store().blobs().map(\.sha256)
            till.set(unixSeconds: max(0, start + seconds), isSynchronised: isSynchronised)
            for _ in 0..<3 {
                let status = try till.run("sync").status
                #expect(status == .done || status == .refused)
                #expect(try till.next("rule") == "schedule")
            }
            #expect(try till.store().blobs().map(\.sha256) == before)
            till.set(unixSeconds: start + 60)
            #expect(try till.run("sync").status == .done)
            #expect(try till.next("rule") == "schedule")
            #expect(try till.store().listed().allSatisfy(\.isHere))
        }
    }

    /// A machine without a battery begins in 1970, and hears what time it is when it has played for hours.
    @Test func `may stand at 1970 while it plays, and every play is told`() throws {
        try withTill { till, origin throws in
            let start = origin.head.issued + 600
            try origin.publishShop(3)
            till.set(unixSeconds: start)
            #expect(try till.run("sync").status == .done)
            till.set(unixSeconds: 100, isSynchronised: false)
            for _ in 0..<4 { #expect(try till.next("rule") == "schedule") }
            #expect(try till.run("played").status == .done)
            till.set(unixSeconds: start + 60)
            #expect(try till.run("sync").status == .done)
            let told = try till.toldPlays(origin)
            #expect(told.count == 3 && told.allSatisfy { $0.at >= origin.head.issued }, "\(told)")
            #expect(try till.store().whole(.dropped) == 0)
        }
    }

    /// What is too old goes only when nobody has taken it once more.
    @Test func `may run on for a hundred days offline, and every play is told`() throws {
        try withTill { till, origin throws in
            let start = origin.head.issued + 600
            try origin.publishShop(3)
            till.set(unixSeconds: start)
            #expect(try till.run("sync").status == .done)
            for _ in 0..<4 { #expect(try till.next("rule") == "schedule") }
            till.set(unixSeconds: start + 100 * Self.day)
            origin.head.issued = start + 100 * Self.day
            origin.head.expires = start + 130 * Self.day
            try origin.sign()
            #expect(try till.run("sync").status == .done)
            #expect(try till.toldPlays(origin).count == 2)
            #expect(try till.store().whole(.dropped) == 0)
        }
    }

    /// A day after nothing needs it, and not before; a fifth of all files at most.
    @Test func `says when a file goes`() throws {
        try withTill { till, origin throws in
            let start = origin.head.issued + 600
            try origin.publishShop(10)
            till.set(unixSeconds: start)
            #expect(try till.run("sync").status == .done)
            for keep in [4, 3] {
                let day = try TestOrigin.always(Playlist(id: "day", items: ["a0"]))
                let assets = origin.state.records.values.filter { record in
                    record.asset != nil
                        && (record.key.id == "help" || (0..<keep).contains { record.key.id == "a\($0)" })
                }
                try origin.publish(assets + day)
                #expect(try till.run("sync").status == .done)
            }
            #expect(try till.store().blobs().count == 11)
            till.set(unixSeconds: start + Self.day - 5)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().blobs().count == 11)
            origin.head.issued += Self.day
            try origin.sign()
            till.set(unixSeconds: start + Self.day + 5)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().blobs().count == 9)
            #expect(try till.run("sync", "--remove-all").status == .done)
            // a3 went with the last state: the one before it may still come back.
            #expect(try till.store().blobs().count == 5)
            let left = shell("find '\(till.folders.media)' -type f | wc -l").output
            #expect(left == "10\n", "\(left)")
        }
    }

    @Test func `is the shop's own, past midnight and when it is put forward`() throws {
        try withTill { till, origin throws in
            let night = Schedule(
                id: "night", playlist: "n", days: [6], start: TimeOfDay(seconds: 82_800),
                end: TimeOfDay(seconds: 10_800), priority: 5)
            try origin.publish(
                [
                    try Record(try origin.asset("sun", [1])), try Record(try origin.asset("moon", [2])),
                    try Record(Playlist(id: "n", items: ["moon"])), try Record(night),
                    try Record(StreamSettings(timeZone: "Europe/Berlin")),
                ] + (try TestOrigin.always(Playlist(id: "p", items: ["sun"]))))
            #expect(try till.run("sync").status == .done)
            // Saturday, 2027-03-27, before clocks go from 2:00 to 3:00 at night.
            let saturday = 1_806_105_600
            for (seconds, asset) in [
                (21 * 3_600, "sun"), (22 * 3_600, "moon"), (25 * 3_600 - 1, "moon"), (25 * 3_600, "sun"),
                (30 * 3_600, "sun"),
            ] {
                till.set(unixSeconds: saturday + seconds)
                #expect(try till.next() == asset, "\(seconds)")
            }
        }
    }
}
