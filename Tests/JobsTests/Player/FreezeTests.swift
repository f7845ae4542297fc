import Catalogue
import Lomuz
import Platform
import TestSupport
import Testing

@testable import Jobs

/// Somebody shows the last head again and again, so that nobody hears what came later.
@Suite struct `a stream that is held back` {
    private static let day = 86_400

    /// Unchanged, or the same once more.
    @Test(arguments: ["unchanged", "again"])
    func `is refused when its head has expired, and the music goes on`(how: String) throws {
        try withTill { till, origin throws in
            try origin.publishShop(2)
            #expect(try till.run("sync").status == .done)
            let expires = origin.head.expires
            till.set(unixSeconds: expires - 1)
            #expect(try till.run("sync").status == .done)
            if how == "again" { try origin.sign() }
            till.set(unixSeconds: expires)
            for _ in 0..<2 {
                #expect(try till.run("sync").status == .refused)
                #expect(try till.next("rule") == "schedule")
            }
            #expect(try till.store().syncLogs(most: 1).first?.result.contains("freeze") == true)
            // By a clock that nobody vouches for, it is not known to have expired.
            till.set(unixSeconds: expires, isSynchronised: false)
            #expect(try till.run("sync").status == .done)
            till.set(unixSeconds: expires)
            origin.head.issued = expires
            origin.head.expires += 30 * Self.day
            try origin.sign()
            #expect(try till.run("sync").status == .done)
        }
    }

    @Test func `is asked for at the next origin`() throws {
        try withTemporaryFolder { folder in
            let origin = try TestOrigin(in: folder + "/origin")
            let other = folder + "/other"
            let till = try Till(
                folder, origin, more: ["LOMUZ_ORIGINS": "file://\(origin.folder) file://\(other)"])
            try origin.publishShop(2)
            #expect(try till.run("sync").status == .done)
            shell("cp -r '\(origin.folder)' '\(other)'")
            till.set(unixSeconds: origin.head.expires)
            #expect(try till.run("sync").status == .refused)
            let place = ObjectPath.head(origin.stream)
            let held = try Files.read(origin.folder + "/" + place)
            origin.head.issued = origin.head.expires - 10
            origin.head.expires += 30 * Self.day
            try origin.publishShop(3)
            shell("cp -r '\(origin.folder)/.' '\(other)'")
            try origin.put(place, held)
            for _ in 0..<2 {
                #expect(try till.run("sync").status == .done)
                #expect(try till.store().head() == origin.head)
            }
            #expect(try till.store().listed().count == 4)
        }
    }

    /// Nobody vouches for the clock, and what was signed a moment ago is no old news.
    @Test func `is not what a clock ahead of its time makes of a new head`() throws {
        try withTill { till, origin throws in
            origin.head.expires = origin.head.issued + 7 * Self.day
            try origin.publishShop(2)
            till.set(unixSeconds: origin.head.issued + 10 * Self.day, isSynchronised: false)
            #expect(try till.run("sync").status == .done)
            origin.head.issued += Self.day
            origin.head.expires += Self.day
            try origin.publishShop(3)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().listed().count == 4)
        }
    }

    /// A player that has nothing has asked for no change.
    @Test func `gives nothing to a player that has nothing`() throws {
        try withTemporaryFolder { folder in
            let origin = try TestOrigin(in: folder + "/origin")
            try origin.publishShop(2)
            try Disk.system.makeFolder(folder + "/server")
            let server = try OriginServer(
                origin.folder, fault: "head-304", times: 1_000, in: folder + "/server")
            let till = try Till(folder, origin, more: ["LOMUZ_ORIGINS": server.url])
            #expect(try till.run("sync").status == .busy)
        }
    }
}
