import Catalogue
import Lomuz
import Platform
import TestSupport
import Testing

@testable import Jobs

/// A folder where a file should be: it is there, and cannot be read by anybody.
@Suite struct `a file that cannot be had` {
    private static func block(_ asset: Asset, _ origin: TestOrigin) {
        let place = "'\(origin.folder)/\(ObjectPath.media(asset.sha256))'"
        #expect(shell("mv \(place) \(place).away && mkdir \(place)").isContent)
    }

    private static func free(_ asset: Asset, _ origin: TestOrigin) {
        let place = "'\(origin.folder)/\(ObjectPath.media(asset.sha256))'"
        #expect(shell("rmdir \(place) && mv \(place).away \(place)").isContent)
    }

    @Test func `does not keep the others away`() throws {
        try withTill { till, origin throws in
            try origin.publishShop(70)
            let bad = try #require(
                origin.state.assets.filter { !$0.isEmergency }
                    .min { $0.sha256.hexadecimal < $1.sha256.hexadecimal })
            Self.block(bad, origin)
            for _ in 0..<2 {
                #expect(try till.run("sync").status == .busy)
                #expect(try till.store().listed().filter { !$0.isHere }.map(\.id) == [bad.id])
                #expect(try till.store().failures(of: bad.sha256) == 0)
            }
            Self.free(bad, origin)
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().listed().allSatisfy(\.isHere))
        }
    }

    /// More of them than are asked for at once, and all before the one that is there.
    @Test func `lets those behind it pass, though there are many`() throws {
        try withTill { till, origin throws in
            var assets: [Asset] = []
            for number in 0..<200 {
                let media = [1, UInt8(number)]
                assets.append(try origin.asset("a\(number)", media, from: number < 199 ? 1 : 2))
            }
            for asset in assets.dropLast() { Self.block(asset, origin) }
            var records: [Record] = []
            for asset in assets { records.append(try Record(asset)) }
            records += try TestOrigin.always(Playlist(id: "p", items: assets.map(\.id)))
            try origin.publish(records)
            // Who cannot have a whole lot of files asks again later, and not for thousands.
            #expect(try till.run("sync").status == .busy)
            #expect(try till.store().blobs().count { $0.reason != nil } < 100)
            for _ in 0..<7 { #expect(try till.run("sync").status == .busy) }
            #expect(try till.store().listed().filter(\.isHere).map(\.id) == ["a199"])
            for asset in assets.dropLast() { Self.free(asset, origin) }
            #expect(try till.run("sync").status == .done)
            #expect(try till.store().listed().allSatisfy(\.isHere))
        }
    }

    /// However thin the line is: after a minute, the head is read again before more files are begun.
    @Test func `is no reason not to hear what is new`() throws {
        try withTemporaryFolder { folder in
            let origin = try TestOrigin(in: folder + "/origin")
            try origin.publishShop(60)
            try Disk.system.makeFolder(folder + "/server")
            let server = try OriginServer(origin.folder, in: folder + "/server")
            let till = try Till(folder, origin, more: ["LOMUZ_ORIGINS": server.url], pace: 1_000_000)
            #expect(try till.run("sync").status == .done)
            let heads = server.answers.count { $0.hasPrefix("GET /s/bar/head.json") }
            #expect(heads >= 3, "\(heads)")
            #expect(try till.store().listed().allSatisfy(\.isHere))
        }
    }
}
