import Archive
import Catalogue
import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

/// What a network and what stands in it can do to an answer. After each, a run or two later: all is here, all is right.
@Suite struct `a network with a fault` {
    private static let anywhere = [
        "500", "502", "503", "403", "later", "portal", "redirect", "flip", "empty", "longer", "shorter",
        "cut", "nolength", "reset", "hangup", "garbage", "chunks", "endless", "heads", "gzip", "other", "404",
    ]
    private static let middle = ["rangeignored", "rangewrong", "rangeshifted", "range416"]

    @Test func `does no harm to heads and other small objects`() async throws {
        for (index, how) in Self.anywhere.enumerated() {
            try await converge((index % 2 == 0 ? "head-" : "object-") + how)
        }
    }

    @Test func `does no harm to media`() async throws {
        for how in Self.anywhere { try await converge("media-\(how)") }
        for how in Self.middle { try await converge("media-\(how)", hasPart: true) }
    }

    /// An index is bytes and no text: its first one may be any.
    @Test func `is not seen in an index that begins as a web page does`() async throws {
        let shop = try Shop()
        try shop.origin.publish([try Record(Playlist(id: "p52622", mode: .shuffle, items: []))])
        let index = try Files.read(shop.origin.folder + "/" + ObjectPath.index(shop.origin.head.state))
        #expect(index.first == UInt8(ascii: "<"))
        let server = try OriginServer(shop.origin.folder, in: try shop.place("server"))
        shop.origins = server.url
        let run = try await shop.sync()
        #expect(run.status == 0 && run.errors.contains("way=buckets"), "\(run.errors)")
    }

    /// It lasts for as long as anybody asks.
    @Test func `in a delta leaves the way by buckets open`() async throws {
        let faults = [("403", 3), ("503", 3), ("cut", 3), ("gzip", 1), ("endless", 1)]
        for (how, times) in faults {
            let shop = try await Self.shopBehind()
            let server = try OriginServer(
                shop.origin.folder, fault: "object-\(how)", times: times, in: try shop.place("server"))
            shop.origins = server.url
            let run = try await shop.sync()
            #expect(run.status == 0 && run.errors.contains("way=buckets"), "\(how): \(run.errors)")
            #expect(try shop.faults().isEmpty)
        }
        let shop = try await Self.shopBehind()
        #expect(shell("find '\(shop.origin.folder)/s/bar/d' -type f -exec truncate -s 70M {} +").isContent)
        let run = try await shop.sync()
        #expect(run.status == 0 && run.errors.contains("way=buckets"), "too long: \(run.errors)")
    }

    /// In step with the state before the last.
    private static func shopBehind() async throws -> Shop {
        let shop = try Shop()
        try shop.origin.publishShop(2)
        #expect(try await shop.sync().status == 0)
        try shop.origin.publishShop(3)
        return shop
    }

    private func converge(_ fault: String, hasPart: Bool = false) async throws {
        let shop = try Shop()
        try shop.origin.publishShop(2, bytes: 5_000)
        let scratch = try shop.place("server")
        let server = try OriginServer(shop.origin.folder, fault: fault, times: 2, in: scratch)
        shop.origins = server.url
        if hasPart {
            for asset in shop.origin.state.assets where asset.bytes > 100 {
                let media = try Files.read(shop.origin.folder + "/" + ObjectPath.media(asset.sha256))
                try Disk.system.makeFolder(shop.player.folders.mediaParts)
                try Files.replace(
                    shop.player.folders.part(asset.sha256.hexadecimal), with: Array(media[..<2_000]))
            }
        }
        var endings: [Int32] = []
        while endings.last != 0 && endings.count < 8 {
            let run = try await shop.sync()
            endings.append(run.status)
            #expect([0, 75, 76].contains(run.status), "\(fault): \(run.errors)")
            if Files.exists(shop.player.folders.lomuz) {
                #expect(try shop.faults().isEmpty, "\(fault)")
                // Half a minute or six hours of patience are not for a test.
                #expect(shop.alter("UPDATE blobs SET retry_us = NULL"))
            }
        }
        #expect(endings.last == 0, "\(fault): \(endings)")
        let listed = try shop.store().listed()
        #expect(listed.count == 3 && listed.allSatisfy(\.isHere), "\(fault)")
        #expect(try shop.faults().isEmpty, "\(fault)")
        let faulty = server.answers.filter { !$0.hasPrefix("PUT") }
        #expect(!faulty.isEmpty, "\(fault)")
    }
}
