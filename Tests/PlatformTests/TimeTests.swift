import TestSupport
import Testing

@testable import Platform

@Suite struct `a moment in UTC` {
    @Test(arguments: [
        (seconds: 0, iso: "1970-01-01T00:00:00.000Z"),
        (seconds: -1, iso: "1969-12-31T23:59:59.000Z"),
        (seconds: 951_782_399, iso: "2000-02-28T23:59:59.000Z"),
        (seconds: 951_782_400, iso: "2000-02-29T00:00:00.000Z"),
        (seconds: 951_868_800, iso: "2000-03-01T00:00:00.000Z"),
        (seconds: 1_709_164_800, iso: "2024-02-29T00:00:00.000Z"),
        (seconds: 1_767_225_599, iso: "2025-12-31T23:59:59.000Z"),
        (seconds: 4_107_542_399, iso: "2100-02-28T23:59:59.000Z"),
        (seconds: 4_107_542_400, iso: "2100-03-01T00:00:00.000Z"),
        (seconds: -2_203_891_200, iso: "1900-03-01T00:00:00.000Z"),
        (seconds: -62_167_219_200, iso: "0000-01-01T00:00:00.000Z"),
        (seconds: 253_402_300_799, iso: "9999-12-31T23:59:59.000Z"),
    ])
    func `knows the calendar`(seconds: Int64, iso: String) {
        let utc = UTC(microseconds: seconds * 1_000_000)
        #expect(utc.iso == iso)
        #expect(utc.day == String(iso.prefix(10)))
        #expect(UTC(compact: utc.compact[...]) == utc)
    }

    @Test func `cuts to milliseconds, also before 1970 and far ahead`() {
        #expect(UTC(microseconds: 118_999).compact == "19700101T000000.118Z")
        #expect(UTC(microseconds: -1).compact == "19691231T235959.999Z")
        #expect(UTC(microseconds: 253_402_300_800_000_000 - 1).compact == "99991231T235959.999Z")
    }

    @Test func `survives any number`() {
        for microseconds in [Int64.min, .min + 1, .max - 1, .max] {
            #expect(UTC(microseconds: microseconds).compact.hasSuffix("Z"))
        }
    }

    @Test func `comes back from its text at any millisecond`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let milliseconds = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &generator)
            let utc = UTC(microseconds: milliseconds * 1_000)
            #expect(UTC(compact: utc.compact[...]) == utc)
        }
    }

    @Test(arguments: [
        "", "20261121T201402.118", "20261121T201402.118z", "20261121 201402.118Z", "20261121T201402,118Z",
        "20261321T201402.118Z", "20261100T201402.118Z", "20260229T000000.000Z", "21000229T000000.000Z",
        "20261121T240000.000Z", "20261121T236000.000Z", "20261121T235960.000Z", "2026112١T201402.118Z",
        "+0261121T201402.118Z", "20261121T201402.118ZZ",
    ])
    func `reads nothing but what it writes`(text: String) { #expect(UTC(compact: text[...]) == nil) }

    @Test(arguments: [(0, 3, "000"), (7, 3, "007"), (1_234, 3, "1234"), (172_800_000, 15, "000000172800000")])
    func `numbers are padded with zeros`(number: Int, width: Int, text: String) {
        #expect(pad(number, width) == text)
    }
}

@Suite struct `a virtual clock` {
    @Test func `runs only when it is moved`() {
        let virtual = VirtualClock(startMicroseconds: 5_000_000)
        let clock = virtual.clock
        #expect(clock.monotonicNanoseconds() == 0)
        #expect(clock.utcMicroseconds() == 5_000_000)
        clock.sleep(1_500)
        virtual.advance(nanoseconds: 500)
        #expect(clock.monotonicNanoseconds() == 2_000)
        #expect(clock.utcMicroseconds() == 5_000_002)
        virtual.move(toNanoseconds: 86_400_000_000_000)
        #expect(clock.utcMicroseconds() == 86_405_000_000)
        #expect(clock.isSynchronised())
    }
}

@Suite struct `the system's clock` {
    @Test func `never goes back`() {
        let readings = (0..<1_000).map { _ in Clock.system.monotonicNanoseconds() }
        #expect(readings == readings.sorted())
    }

    @Test func `sleeps as long as it was told, and not at all for nothing`() {
        let start = Clock.system.monotonicNanoseconds()
        Clock.system.sleep(-5)
        Clock.system.sleep(0)
        Clock.system.sleep(2_000_000)
        #expect(Clock.system.monotonicNanoseconds() - start >= 2_000_000)
    }
}
