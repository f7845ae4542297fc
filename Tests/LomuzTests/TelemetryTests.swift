import TestSupport
import Testing

@testable import Lomuz

@Suite struct `telemetry` {
    private static let lines: [Telemetry.Line] = [
        .init(
            number: 1, at: 100,
            content: .play(
                .init(
                    asset: "a", sha256: Fingerprint(bytes: [UInt8](repeating: 1, count: 32)), playlist: "p",
                    rule: "schedule", result: .completed, milliseconds: 180_000))),
        .init(
            number: 2, at: 101,
            content: .sync(
                .init(from: nil, to: nil, way: "delta", result: "ok \"x\"", requests: 2, bytes: 900))),
        .init(
            number: 3, at: 102,
            content: .device(
                .init(
                    appVersion: "0.1.0", state: nil, assets: 5, cachedAssets: 4, poisoned: 1,
                    freeBytes: 1 << 40,
                    isClockSynchronised: false, dropped: 0))),
    ]

    @Test func `is read as it was written`() throws {
        for line in Self.lines { #expect(try Telemetry.Line(parsing: Array(line.text.utf8)) == line) }
    }

    @Test(arguments: 0..<300 as Range<UInt64>) func `that was damaged is a line or a refusal`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let line = Self.lines[Int(seed % 3)]
        _ = try? Telemetry.Line(parsing: generator.damaged(Array(line.text.utf8)))
    }

    @Test func `has names that say what is in it`() {
        let batch = Telemetry.Batch(install: "0a1b", first: 7, last: 12)
        #expect(batch.name == "0a1b-7-12.gz" && Telemetry.Batch(name: batch.name) == batch)
        for name in [
            "0a1b-7-12", "0a1b-12-7.gz", "-1-2.gz", "a-0-2.gz", "a-01-2.gz", "a-1-2-3.gz", "../a-1-2.gz",
        ] {
            #expect(Telemetry.Batch(name: name) == nil)
        }
    }
}

@Suite struct `a plan of downloads` {
    private func wanted(
        _ number: UInt8, _ place: DownloadClass, bytes: Int = 10, isEmergency: Bool = false,
        late: Int64? = nil
    ) throws -> DownloadPlan.Wanted {
        .init(
            sha256: try Fingerprint(of: [number]), bytes: bytes, place: place, from: 0,
            isEmergency: isEmergency, retryMicroseconds: late)
    }

    @Test func `lets nothing that was not to be had keep the rest away`() throws {
        let files = try [
            wanted(1, .emergency, isEmergency: true, late: 9), wanted(2, .current, late: 5),
            wanted(3, .future, late: 1), wanted(4, .future, late: 2), wanted(5, .current), wanted(6, .future),
        ]
        let order = [5, 2, 3, 6, 1, 4].map { UInt8($0) }
        let plan = DownloadPlan(files, roomBytes: 100, isSilent: false)
        #expect(try plan.files.map(\.sha256) == order.map { try Fingerprint(of: [$0]) })
        let silent = DownloadPlan(files, roomBytes: 100, isSilent: true)
        #expect(
            try silent.files.map(\.sha256)
                == ([1] + order.filter { $0 != 1 }).map { try Fingerprint(of: [$0]) })
    }

    @Test func `goes by class, and by emergency when nothing can be heard`() throws {
        let files = try [
            wanted(1, .future), wanted(2, .current), wanted(3, .emergency, isEmergency: true),
            wanted(3, .emergency, isEmergency: true),
        ]
        let plan = DownloadPlan(files, roomBytes: 100, isSilent: false)
        #expect(plan.files.map(\.place) == [.current, .emergency, .future])
        let silent = DownloadPlan(files, roomBytes: 100, isSilent: true)
        #expect(silent.files.map(\.place) == [.emergency, .current, .future])
    }

    @Test func `leaves out what there is no room for, and not what is small`() throws {
        let files = try [wanted(1, .current, bytes: 60), wanted(2, .current, bytes: 60), wanted(3, .future)]
        let plan = DownloadPlan(files, roomBytes: 75, isSilent: false)
        #expect(plan.files.map(\.bytes) == [60, 10] && plan.omitted.map(\.bytes) == [60])
    }
}
