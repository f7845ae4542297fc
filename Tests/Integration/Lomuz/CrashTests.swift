import Archive
import Catalogue
import Foundation
import Glibc
import Lomuz
import Platform
import TestSupport
import Testing

/// `kill -9` at every named step: what is there holds, and the next run brings the rest.
@Suite(.serialized) struct `a player that is killed` {
    /// Before: a synced shop with a play that is open. The origin has gone on: one asset came, one went, one has other
    /// media, one another title, and the playlist follows.
    private static func changedShop(deltas: Bool = true) async throws -> Shop {
        let shop = try Shop()
        try shop.origin.publishShop(4)
        #expect(try await shop.sync().status == 0)
        #expect(try await shop.run("next-track").status == 0)
        var records: [Record] = []
        for asset in shop.origin.state.assets where asset.id != "a0" {
            var asset = asset
            if asset.id == "a1" { asset.title = "Renamed" }
            if asset.id == "a2" { asset = try shop.origin.asset("a2", [UInt8](repeating: 7, count: 70_000)) }
            records.append(try Record(asset))
        }
        records.append(try Record(try shop.origin.asset("a9", [UInt8](repeating: 8, count: 50_000))))
        records += try TestOrigin.always(Playlist(id: "day", items: ["a1", "a2", "a3", "a9"]))
        if !deltas { shop.origin.deltas = 0 }
        try shop.origin.publish(records)
        return shop
    }

    private static let byDelta = [
        "head.read", "head.believed", "delta.read", "state.checked", "commit.begun", "commit.records",
        "commit.derived", "commit.head", "commit.logged", "commit.done", "part.opened", "part.written",
        "part.filled", "part.synced", "part.verified", "blob.folder", "blob.renamed", "blob.synced",
        "parts.synced", "have.writing", "have.written", "have.done", "blob.named", "spool.trimmed",
        "device.spooled", "flush.sending", "flush.sent", "flush.done", "have.writing:2", "have.done:2",
    ]

    @Test func `on the way of a delta, finds its way`() async throws {
        let before = try await Self.changedShop()
        for point in Self.byDelta { try await kill(try Shop(copying: before), at: point, ["sync"]) }
    }

    @Test func `on the way of buckets, finds its way`() async throws {
        let before = try await Self.changedShop(deltas: false)
        for point in ["index.read", "bucket.read", "bucket.read:2", "buckets.read", "commit.logged"] {
            try await kill(try Shop(copying: before), at: point, ["sync"])
        }
    }

    @Test func `while it looks after its files, finds its way`() async throws {
        let before = try await Self.changedShop()
        #expect(try await before.sync().status == 0)
        let blob = try #require(try before.store().listed(id: "a3").first?.sha256)
        let path = "media/blobs/\(blob.prefix(2))/\(blob)"
        func prepared(_ script: String, _ sql: String = "SELECT 1") throws -> Shop {
            let shop = try Shop(copying: before)
            #expect(shell("cd '\(shop.player.path)' && \(script)").isContent && shop.alter(sql))
            return shop
        }
        try await kill(try prepared("rm \(path)"), at: "shelf.missing", ["sync"], isTorn: true)
        for point in ["shelf.adopting", "shelf.adopted"] {
            let shop = try prepared("true", "UPDATE blobs SET have = 0 WHERE sha256 = '\(blob)'")
            try await kill(shop, at: point, ["sync"])
        }
        try await kill(
            try prepared("echo more >> \(path)"), at: "shelf.removed", ["sync"], isTorn: true)
        try await kill(
            try prepared("echo x > media/parts/old && touch -d '3 days ago' media/parts/old"),
            at: "shelf.sweeping", ["sync"])
        // A file of long ago that nothing names.
        for point in ["shelf.forgetting", "shelf.forgotten"] {
            let shop = try prepared("true")
            let bytes: [UInt8] = [4, 4, 4]
            let name = try Fingerprint(of: bytes).hexadecimal
            try Disk.system.makeFolder(shop.player.folders.blobFolder(name))
            try Files.replace(shop.player.folders.blob(name), with: bytes)
            #expect(try await shop.sync().status == 0)
            #expect(shop.alter("UPDATE blobs SET unneeded_us = 1 WHERE sha256 = '\(name)'"))
            try await kill(shop, at: point, ["sync"])
        }
        try await kill(
            try prepared(
                "head -c 8192 /dev/urandom > noise && dd if=noise of=lomuz.db conv=notrunc status=none"),
            at: "database.aside", ["sync"], isTorn: true, isNew: true)
    }

    @Test func `while a head is signed anew or media are wrong, finds its way`() async throws {
        let before = try await Self.changedShop()
        #expect(try await before.sync().status == 0)
        before.origin.head.issued += 1
        try before.origin.sign()
        try await kill(try Shop(copying: before), at: "head.kept", ["sync"])

        let shop = try await Self.changedShop()
        let asset = try #require(shop.origin.state.assets.first { $0.id == "a9" })
        try shop.origin.put(ObjectPath.media(asset.sha256), [UInt8](repeating: 1, count: asset.bytes))
        #expect(try await shop.sync(["VINYL_CRASH_AT": "failure.written"], killed: true))
        #expect(try shop.faults().isEmpty)
        try shop.origin.put(ObjectPath.media(asset.sha256), [UInt8](repeating: 8, count: 50_000))
        #expect(shop.alter("UPDATE blobs SET retry_us = NULL"))
        #expect(try await shop.sync().status == 0)
        #expect(try shop.faults().isEmpty)
    }

    @Test func `while it plays, counts every play once`() async throws {
        let before = try Shop()
        try before.origin.publishShop(4)
        #expect(try await before.sync().status == 0)
        let points = [
            (["next-track"], ["play.listed", "play.turned", "play.marked"]),
            (["played"], ["play.closed", "play.spooled"]),
        ]
        for (words, names) in points {
            for name in names {
                let shop = try Shop(copying: before)
                if words == ["played"] { #expect(try await shop.run("next-track").status == 0) }
                try await kill(shop, at: name, words, again: false)
                let again = try await shop.run("next-track", "--json")
                #expect(again.output.contains(#""rule":"schedule""#), "\(name): \(again.output)")
                _ = try await shop.run("played")
                let plays = try shop.store().spooled(most: 99).filter {
                    if case .play = $0.content { true } else { false }
                }
                let rows = try shop.store().connection.first("SELECT count(*) FROM plays") { $0[0] as Int }
                // Before it was marked, it was not; the one that was asked for afterwards, and the last one, were.
                #expect(rows == (["play.listed", "play.turned"].contains(name) ? 2 : 3), "\(name)")
                // The one before the last may still play.
                #expect(plays.count == (rows ?? 0) - 1, "\(name): \(plays)")
            }
        }
    }

    /// Dies there; holds; comes to the same end as if nothing had been.
    private func kill(
        _ shop: Shop, at point: String, _ words: [String], again: Bool = true, isTorn: Bool = false,
        isNew: Bool = false
    ) async throws {
        let child = try shop.player.start(words, shop.settings(["VINYL_CRASH_AT": point]))
        let ending = try await child.waitUntilEnded(seconds: 60)
        #expect(ending.how == .killed(SIGKILL), "\(point) was not passed")
        // What was torn before cannot be whole yet.
        if !isTorn { #expect(try shop.faults().isEmpty, "\(point)") }
        if !isNew {
            let next = try await shop.run("next-track", "--json")
            #expect(
                next.status == 0 && next.output.contains(#""rule":"schedule""#), "\(point): \(next.output)")
        }
        guard again else { return }
        let run = try await shop.sync()
        #expect(run.status == 0, "\(point): \(run.errors)")
        #expect(try shop.faults().isEmpty, "\(point)")
        let store = try shop.store()
        #expect(try store.state() == shop.origin.head.state, "\(point)")
        let listed = try store.listed()
        #expect(listed.allSatisfy(\.isHere) && !listed.isEmpty, "\(point): \(listed)")
    }
}

extension Shop {
    /// Whether it was killed.
    fileprivate func sync(_ more: [String: String], killed: Bool) async throws -> Bool {
        let child = try player.start(["sync"], settings(more))
        return try await child.waitUntilEnded(seconds: 60).how == .killed(SIGKILL)
    }
}
