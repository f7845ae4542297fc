import Archive
import Catalogue
import Lomuz
import Platform
import TestSupport
import Testing

@testable import Jobs

@Suite struct `a player` {
    /// Rule by rule: the old version of a playlist plays until something of the new one can.
    @Test func `keeps the old playlist until the new one can play`() throws {
        try withTill { till, origin throws in
            try origin.publish(
                [try Record(try origin.asset("old", [1]))]
                    + (try TestOrigin.always(Playlist(id: "p", items: ["old"]))))
            #expect(try till.run("sync").status == .done)
            let new = try origin.asset("new", [2])
            shell("rm '\(origin.folder)/\(ObjectPath.media(new.sha256))'")
            try origin.publish([try Record(new)] + (try TestOrigin.always(Playlist(id: "p", items: ["new"]))))
            #expect(try till.run("sync").status == .busy)
            #expect(try till.next() == "old")
            try origin.put(ObjectPath.media(new.sha256), [2])
            till.set(unixSeconds: Int(till.now / 1_000_000) + 120)
            #expect(try till.run("sync").status == .done)
            #expect(try till.next() == "new")
        }
    }

    @Test func `keeps the old playlist until the time of the new one has come`() throws {
        try withTill { till, origin throws in
            let start = origin.head.issued + 600
            till.set(unixSeconds: start)
            try origin.publish(
                [try Record(try origin.asset("old", [1]))]
                    + (try TestOrigin.always(Playlist(id: "p", items: ["old"]))))
            #expect(try till.run("sync").status == .done)
            try origin.publish(
                [try Record(try origin.asset("new", [2], from: start + 3_600))]
                    + (try TestOrigin.always(Playlist(id: "p", items: ["new"]))))
            #expect(try till.run("sync").status == .done)
            #expect(try till.next() == "old")
            func waiting() throws -> Int? {
                try till.store().connection.first(
                    "SELECT count(*) FROM playlists WHERE next_version IS NOT NULL"
                ) { $0[0] }
            }
            #expect(try waiting() == 1)
            till.set(unixSeconds: start + 3_600)
            // Nobody has asked the origin since.
            let ahead = try till.run("playlist", "--hours", "1", "--json").output
            #expect(ahead.contains(#""asset":"new""#) && !ahead.contains(#""asset":"old""#))
            #expect(try waiting() == 1)
            #expect(try till.run("sync").status == .done)
            #expect(try waiting() == 0)
            #expect(try till.next() == "new")
        }
    }

    /// Its database is damaged and its origin not to be believed: what is here may be all it will ever have.
    @Test func `removes nothing while it knows no state`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(3)
            #expect(try till.run("sync").status == .done)
            let store = till.folders.lomuz
            shell("head -c 9000 /dev/urandom > '\(store)'; rm -f '\(store)-wal'")
            try origin.sign(with: [[UInt8](repeating: 3, count: 32)])
            for _ in 0..<3 {
                #expect(try till.run("sync", "--remove-all").status == .refused)
                till.set(unixSeconds: Int(till.now / 1_000_000) + 90_000)
            }
            #expect(try till.store().blobs().count { $0.isHere } == 4)
            try origin.sign()
            shell("rm -r '\(origin.folder)/m'")
            #expect(try till.run("sync").status == .done)
            #expect(try till.next("rule") == "schedule" && till.store().listed().allSatisfy(\.isHere))
        }
    }

    @Test func `leaves a file alone that is wrong again and again`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(2)
            let bad = try #require(origin.state.assets.first { $0.id == "a1" })
            try origin.put(ObjectPath.media(bad.sha256), [UInt8](repeating: 0, count: bad.bytes))
            var tries = 0
            for hour in 0..<40 {
                let before = try? till.store().blobs().first { $0.sha256 == bad.sha256 }?.failures
                let status = try till.run("sync").status
                let after = try till.store().blobs().first { $0.sha256 == bad.sha256 }?.failures
                if before != after {
                    tries += 1
                    #expect(status == .busy)
                } else {
                    #expect(status == .done, "\(till.said.all)")
                }
                till.set(unixSeconds: Int(till.now / 1_000_000) + (hour < 4 ? 1_900 : 3_600))
            }
            #expect((5...7).contains(tries), "\(tries)")
            #expect(try till.run("sync", "status", "--json").output.contains(#""poisoned":1"#))
            #expect(try till.run("assets", "a1").output.contains("its file was wrong"))
            #expect(try till.next() == "a0")
        }
    }

    @Test func `fetches what can wait only in its window`() throws {
        try withTill(["LOMUZ_WINDOW": "01:00-02:00"]) { till, origin throws in
            let midnight = (origin.head.issued / 86_400 + 1) * 86_400
            try origin.publishShop(2)
            var records = Array(origin.state.records.values)
            records.append(try Record(try origin.asset("later", [5, 5])))
            try origin.publish(records)
            till.set(unixSeconds: midnight)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().listed().filter { !$0.isHere }.map(\.id) == ["later"])
            till.set(unixSeconds: midnight + 3_700)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().listed().allSatisfy(\.isHere))
        }
    }

    @Test func `says so when there is no room, and plays on`() throws {
        try withTill(["LOMUZ_RESERVE_MB": "1000000"]) { till, origin throws in
            try origin.publishShop(2)
            #expect(try till.run("sync").status == .noRoom)
            #expect(try till.next("rule") == "jingle")
        }
    }

    /// Nothing can be written: the answer comes all the same.
    @Test func `answers from a disk that is read-only, and from a database that is torn`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(2)
            #expect(try till.run("sync").status == .done)
            let store = till.folders.lomuz
            shell(
                "cp '\(store)' '\(till.folder)/keep'; head -c 9000 /dev/urandom > '\(store)'; rm -f '\(store)-wal'"
            )
            #expect(try till.next("rule") == "jingle")
            #expect(try till.run("sync").status == .done)
            #expect(try till.next("rule") == "schedule")
            #expect(Files.exists(store + ".damaged"))
        }
    }

    @Test func `shuffles without repeating soon, and without leaving one out`() throws {
        try withTill { till, origin throws in
            var records = try (0..<10).map { try Record(try origin.asset("a\($0)", [UInt8($0)])) }
            records += try TestOrigin.always(
                Playlist(id: "p", mode: .shuffle, items: (0..<10).map { "a\($0)" }))
            try origin.publish(records)
            #expect(try till.run("sync").status == .done)
            let order = try (0..<60).map { _ in try #require(try till.next()) }
            for (place, id) in order.enumerated() {
                #expect(!order[max(0, place - 4)..<place].contains(id), "\(order)")
                let ahead = order[(place + 1)...].prefix(16)
                #expect(ahead.contains(id) || place + 16 >= order.count, "\(order)")
            }
            #expect(Set([Array(order[0..<10]), Array(order[10..<20]), Array(order[20..<30])]).count > 1)
        }
    }

    @Test func `plays nothing scheduled while the stream is suspended`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(2)
            origin.head.isSuspended = true
            try origin.sign()
            #expect(try till.run("sync").status == .done)
            #expect(try till.next() == "help" && till.next("reason") == "the stream is suspended")
            origin.head.isSuspended = false
            origin.head.issued += 1
            try origin.sign()
            #expect(try till.run("sync").status == .done)
            #expect(try till.next("rule") == "schedule")
        }
    }

    @Test func `drops the least of what it could not tell, and counts it`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(1)
            #expect(try till.run("sync").status == .done)
            let store = try LomuzStore(making: till.folders.lomuz)
            for number in 0..<40 {
                _ = try till.next()
                try store.spool(
                    .sync(.init(from: nil, to: nil, way: "w\(number)", result: "r", requests: 1, bytes: 1)),
                    atMicroseconds: till.now)
            }
            let before = try store.spoolSize()
            #expect(try store.trimSpool(atMicroseconds: nil) == 0)
            let dropped = try store.trimSpool(atMicroseconds: till.now, mostBytes: 9_000)
            let after = try store.spoolSize()
            #expect(dropped > 0 && before.lines - dropped == after.lines)
            #expect(after.plays == before.plays && after.plays == 38)
            #expect(try store.whole(.dropped) == dropped)
        }
    }

    @Test func `has one schema in a fixture for every version`() throws {
        let fixtures =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
            + "/CatalogueTests/Fixtures"
        for version in 1...Schema.lomuz.version {
            try withTemporaryFolder { folder throws in
                let fixture = "\(fixtures)/lomuz-\(version).sql"
                #expect(shell("sqlite3 -bail \(folder)/lomuz.db < \(fixture)").isContent)
                let store = try LomuzStore(existing: folder + "/lomuz.db")
                #expect(
                    try store.connection.faults().isEmpty && store.connection.version == Schema.lomuz.version)
                #expect(try store.state() == LeafIndex(of: try store.buckets()).state)
                #expect(try store.listed().map(\.id) == ["a0", "help"])
                #expect(try store.openPlays().map(\.asset) == ["a0"])
                #expect(try store.spooled(most: 9).count == 2)
            }
        }
    }
}
