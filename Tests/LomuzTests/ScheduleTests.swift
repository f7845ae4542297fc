import Platform
import TestSupport
import Testing

@testable import Lomuz

@Suite struct `a schedule` {
    /// 2026-11-27 is a Friday.
    private static let friday = 1_795_737_600
    private static let night = Schedule(
        id: "night", playlist: "p", days: [5], start: TimeOfDay(seconds: 22 * 3_600),
        end: TimeOfDay(seconds: 2 * 3_600))

    @Test(arguments: [
        (21, false), (22, true), (23, true), (24, true), (25, true), (26, false), (0, false), (46, false),
    ])
    func `past midnight belongs to the day it began on`(hours: Int, holds: Bool) {
        let moment = ShopTime(unixSeconds: Self.friday + hours * 3_600, offset: 0)
        #expect(Self.night.holds(at: moment) == holds)
    }

    @Test func `with the highest priority wins, and the whole day is a day`() {
        let day = Schedule(id: "day", playlist: "d", days: [5])
        let moment = ShopTime(unixSeconds: Self.friday + 82_000, offset: 0)
        #expect([day, Self.night].inForce(at: moment).map(\.id) == ["day", "night"])
        var loud = Self.night
        loud.priority = 1
        #expect([day, loud].inForce(at: moment).map(\.id) == ["night", "day"])
        #expect(day.holds(at: ShopTime(unixSeconds: Self.friday + 86_399, offset: 0)))
        #expect(!day.holds(at: ShopTime(unixSeconds: Self.friday + 86_400, offset: 0)))
        loud.until = Self.friday + 80_000
        #expect(!loud.holds(at: moment))
    }

    /// Against another reader of the same files, from 1960 to 2060, around every change of the clocks.
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca",
        "America/Sao_Paulo", "Pacific/Apia", "Europe/Dublin", "UTC", "Asia/Tehran", "America/Godthab",
        "Etc/GMT+12", "Antarctica/Troll",
    ])
    func `is judged by the clock of its place`(zone: String) throws {
        let rules = try #require(
            TimeZoneRules(parsing: try Files.read(TimeZoneRules.folder + "/" + zone)))
        let script = """
            import datetime as d, zoneinfo as z
            t=z.ZoneInfo("\(zone)"); o=None
            for s in range(-315619200, 2871763200, 43200):
                n=int(d.datetime.fromtimestamp(s,t).utcoffset().total_seconds())
                if n!=o: print(s-43200 if o is not None else s, s, n)
                o=n
            """
        let told = shell("python3 -c '\(script)'").output
        let lines = told.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
        try #require(!lines.isEmpty && lines.allSatisfy { $0.count == 3 }, "\(told)")
        var before: Int?
        for line in lines {
            #expect(rules.offset(at: line[1]) == line[2], "\(zone) at \(line[1])")
            if let before { #expect(rules.offset(at: line[0]) == before, "\(zone) at \(line[0])") }
            before = line[2]
        }
        let last = try #require(lines.last)
        #expect(rules.offset(at: 2_871_763_199) == last[2])
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func `survives a damaged zone file`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.damaged(try Files.read(TimeZoneRules.folder + "/Europe/Berlin"))
        if let rules = TimeZoneRules(parsing: bytes) { _ = rules.offset(at: 5_000_000_000) }
    }

    /// A shop that plays from 2:00 to 3:00: once in autumn it is 2:30 twice, once in spring never.
    @Test func `follows the clock that is put forward and back`() throws {
        let berlin = try #require(
            TimeZoneRules(parsing: try Files.read(TimeZoneRules.folder + "/Europe/Berlin")))
        let early = Schedule(
            id: "early", playlist: "p", start: TimeOfDay(seconds: 7_200), end: TimeOfDay(seconds: 10_800))
        func minutes(of day: Int) -> Int {
            (0..<1_440).count { early.holds(at: berlin.time(at: day + $0 * 60)) }
        }
        #expect(minutes(of: 1_793_404_800) == 60)
        #expect(minutes(of: 1_792_886_400) == 120)  // 2026-10-25
        #expect(minutes(of: 1_774_742_400) == 0)  // 2026-03-29
    }
}
