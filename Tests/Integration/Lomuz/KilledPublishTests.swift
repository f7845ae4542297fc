import Foundation
import Glibc
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs publish is killed` {
    private static let places =
        (1...6).flatMap { ["origin-writing:\($0)", "origin-written:\($0)", "origin-named:\($0)"] } + [
            "publish-media", "publish-buckets", "publish-deltas", "publish-head", "publish-done",
        ]

    /// Whatever it leaves, a player finds the old state or the new one, whole; the next run ends in the new one.
    @Test func `at every step, and players see no mixture`() async throws {
        let house = try await OriginHouse()
        for number in 1...3 { try house.add("Song \(number).mp3") }
        #expect(try await house.publish().status == 0)
        let shop = try JobsFolder()
        var killed = 0
        for (number, place) in Self.places.enumerated() {
            let old = try house.head()
            try house.add("Song \(number % 7).mp3", salt: place)
            let child = try house.publisher.start(
                ["publish"], house.settings.merging(["VINYL_CRASH_AT": place]) { $1 })
            if try await child.waitUntilEnded().how == .killed(SIGKILL) { killed += 1 }
            let between = try house.head()
            #expect(between == old || between.seq == old.seq + 1, "\(place)")
            let check = try await house.publish("check")
            #expect(check.status == 0, "\(place): \(check.output)")
            let sync = try await shop.run(["sync"], house.player("shop"))
            #expect(sync.status == 0, "\(place): \(sync.errors)")
            let next = try await house.publish()
            #expect(next.status == 0, "\(place): \(next.errors)")
            #expect(try house.head().seq == old.seq + 1, "\(place)")
        }
        #expect(killed >= Self.places.count - 3, "only \(killed) were killed")
        #expect(try await house.publish("check").status == 0)
        #expect(try await shop.run(["sync"], house.player("shop")).status == 0)
        let leftovers = house.files().keys.filter { $0.hasSuffix(".part") }
        #expect(!leftovers.isEmpty)
        // Two days later they are swept.
        #expect(shell("find '\(house.target)' -name '*.part' -exec touch -d '2 days ago' {} +").isContent)
        let sweep = try await house.publish("sweep")
        #expect(sweep.status == 0 && sweep.errors.contains("removed=\(leftovers.count)"), "\(sweep.errors)")
        #expect(try await house.publish("check").status == 0)
    }
}

@Suite struct `two publishers` {
    /// One wins, the other reckons anew: no number is given twice, and nothing is lost.
    @Test func `at once take turns`() async throws {
        let house = try await OriginHouse()
        let other = try JobsFolder()
        let source = try house.scratch.folder("other")
        for name in ["publish.keys"] {
            try FileManager.default.copyItem(
                atPath: house.publisher.path + "/" + name, toPath: other.path + "/" + name)
        }
        var seq = 0
        for round in 0..<4 {
            try house.add("Round \(round).mp3")
            try write(OriginHouse.mp3("other \(round)", frames: 40), to: source + "/Round \(round).mp3")
            let words = ["publish", "--allow-mass-delete"]
            let children = [
                try house.publisher.start(words, house.settings, errors: house.scratch.path + "/one"),
                try other.start(
                    words, ["PUBLISH_FROM": source, "PUBLISH_TO": house.target],
                    errors: house.scratch.path + "/two"),
            ]
            for child in children {
                let ending = try await child.waitUntilEnded()
                #expect(
                    ending.how == .exited(0),
                    "\(text(of: house.scratch.path + "/one"))\(text(of: house.scratch.path + "/two"))")
            }
            seq += 2
            #expect(try house.head().seq == seq)
            #expect(try await house.publish("check").status == 0)
        }
        let question = "SELECT seq FROM states"
        let numbers = [house.publisher, other].flatMap { folder in
            shell("sqlite3 '\(folder.path)/origin.db' '\(question)'").output.split(separator: "\n").compactMap
            { Int($0) }
        }
        #expect(numbers.sorted() == Array(1...seq))
    }
}
