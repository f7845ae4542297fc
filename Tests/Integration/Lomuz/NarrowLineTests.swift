import Archive
import Catalogue
import Lomuz
import Platform
import TestSupport
import Testing

/// What a shop's line is like, and who may use it.
@Suite struct `a shop's line` {
    /// A byte a second keeps a connection open for ever, and no file would ever be here.
    @Test(arguments: ["head-trickle", "object-slowhead", "media-trickle", "media-slowhead"])
    func `that only trickles is given up, and tried again`(fault: String) async throws {
        let shop = try Shop()
        try shop.origin.publishShop(2, bytes: 5_000)
        let server = try OriginServer(
            shop.origin.folder, fault: fault, times: 1, in: try shop.place("server"))
        shop.origins = server.url
        var endings: [Int32] = []
        while endings.last != 0 && endings.count < 4 {
            let run = try await shop.sync()
            endings.append(run.status)
            #expect([0, 75].contains(run.status), "\(run.errors)")
        }
        #expect(endings.last == 0, "\(endings)")
        #expect(server.answers.contains { $0.contains(" fault ") }, "\(server.answers)")
        #expect(try shop.faults().isEmpty)
        #expect(try shop.store().listed().allSatisfy(\.isHere))
    }

    @Test func `is not taken up more than it may be`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(4, bytes: 1_000_000)
        let server = try OriginServer(shop.origin.folder, in: try shop.place("server"))
        shop.origins = server.url
        let begin = Clock.system.monotonicNanoseconds()
        let run = try await shop.sync(["LOMUZ_RATE_LIMIT": "800"])
        let seconds = Double(Clock.system.monotonicNanoseconds() - begin) / 1e9
        #expect(run.status == 0, "\(run.errors)")
        // 4 MB at 800 kB/s.
        #expect(seconds > 4.9, "\(seconds)")
        #expect(try shop.faults().isEmpty)
    }

    @Test func `is used by one run at a time`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(4, bytes: 1_000_000)
        let server = try OriginServer(shop.origin.folder, in: try shop.place("server"))
        shop.origins = server.url
        let slowly = shop.settings(["LOMUZ_RATE_LIMIT": "800"])
        let words = try shop.place("words") + "/errors"
        let first = try shop.player.start(["sync"], slowly, errors: words)
        let parts = shop.player.folders.mediaParts
        try await eventually("something is being fetched") {
            if first.ended != nil { throw NeverHappened(description: text(of: words)) }
            return try !Files.names(in: parts).isEmpty
        }
        let second = try await shop.sync()
        #expect(second.status == 75 && second.errors.contains("\(first.pid)"), "\(second.errors)")
        // Those who play are not kept waiting by it.
        #expect(try await shop.run("next-track").status == 0)
        #expect(try await first.waitUntilEnded().how == .exited(0))
        #expect(try shop.faults().isEmpty)
        #expect(try shop.store().listed().allSatisfy(\.isHere))
        #expect(server.answers.filter { $0.hasPrefix("GET /m/") }.count == 5, "\(server.answers)")
    }

    @Test(.enabled(if: Installed.has("nginx"))) func `is for whoever shows a certificate`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(2)
        let papers = try shop.place("papers")
        try Certificates.lay(in: papers)
        let nginx = try Nginx(
            serving: shop.origin.folder, in: try shop.place("nginx"), certificates: papers)
        shop.origins = nginx.url
        let unknown = try await shop.sync()
        #expect(unknown.status == 75 && unknown.errors.contains("is not to be trusted"), "\(unknown.errors)")
        let authorities = ["LOMUZ_AUTHORITIES": papers + "/authority.pem"]
        let nobody = try await shop.sync(authorities)
        #expect(nobody.status == 75, "\(nobody.errors)")
        #expect(!Files.exists(shop.player.folders.lomuz) || (try? shop.store().state()) == nil)
        let known = try await shop.sync(
            authorities.merging([
                "LOMUZ_CLIENT_CERTIFICATE": papers + "/client.pem",
                "LOMUZ_CLIENT_KEY": papers + "/client-key.pem",
            ]) { $1 })
        #expect(known.status == 0, "\(known.errors)\(nginx.errors)")
        #expect(try shop.faults().isEmpty)
        #expect(try !shop.told().isEmpty)
    }
}
