import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs collect` {
    @Test func `counts what a thousand players tell exactly once`() async throws {
        let house = try await OriginHouse()
        var devices = TellingDevices(seed: 7, inbox: house.target + "/inbox")
        try devices.tell(devices: 1_000)
        try write([1, 2, 3], to: house.target + "/inbox/stray")
        try write([1, 2, 3], to: house.target + "/inbox/house/shop-1/no batch.gz")
        try write([1, 2, 3], to: house.target + "/inbox/house/shop-1/no-batch.gz")
        // Two runs are killed, one before and one after an object is gone; what was read comes in again.
        #expect(shell("cp -r '\(house.target)/inbox' '\(house.scratch.path)/again'").isContent)
        for place in ["collect-taken:300", "collect-removed:300"] {
            let child = try house.publisher.start(
                ["collect"], house.settings.merging(["VINYL_CRASH_AT": place]) { $1 })
            #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        }
        let rest = try await house.run(["collect"])
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(shell("cp -r '\(house.scratch.path)/again/.' '\(house.target)/inbox/'").isContent)
        let again = try await house.run(["collect"])
        #expect(again.status == 0 && again.errors.contains("plays=0"), "\(again.errors)")
        // What is named as no player names anything is told, and is for people to see to.
        #expect(again.errors.contains("left alone") && again.errors.contains("objects=2"), "\(again.errors)")
        let left = shell("find '\(house.target)/inbox' -type f | sort").output.split(separator: "\n")
        #expect(
            left.count == 2 && left[0].hasSuffix("/no batch.gz") && left[1].hasSuffix("/stray"), "\(left)")

        let plays = try await house.run(["plays", "--csv", "--since", "2026-11-01", "--until", "2027-01-01"])
        let told = plays.output.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return "\(cells[1]) \(cells[2]) \(cells[3])"
        }
        #expect(told.count == devices.arrived.count && Set(told) == devices.arrived)
        let bad = shell("sqlite3 '\(house.publisher.path)/origin.db' 'SELECT count(*) FROM quarantine'")
            .output
        #expect(bad == "\(devices.badLines + 1)\n")
        let list = try await house.run(["devices", "--csv"])
        #expect(list.output.split(separator: "\n").count > 900)
        let table = try await house.run(["devices"])
        #expect(table.output.contains("\n\(devices.badLines + 1) lines that made no sense"))
    }
}
