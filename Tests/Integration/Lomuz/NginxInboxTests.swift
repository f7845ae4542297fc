import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite(
    .enabled(
        if: geteuid() == 0 && Installed.has("nginx", "setpriv"), "this takes root, nginx and setpriv"))
struct `an inbox that belongs to nginx` {
    private static let server = 33
    private static let collector = 54_320

    private func asCollector(_ words: [String], _ house: OriginHouse) async throws -> Program {
        let user = ["--reuid=\(Self.collector)", "--regid=\(Self.collector)", "--clear-groups"]
        return try await Program.run(
            "setpriv", user + words, environment: house.publisher.environment(house.settings))
    }

    @Test func `is read and emptied by somebody else, and closed to all others`() async throws {
        let house = try await OriginHouse()
        try house.add("Song.mp3")
        #expect(try await house.publish().status == 0)
        let inbox = house.target + "/inbox"
        #expect(shell("install -d -o \(Self.server) -g \(Self.collector) -m 2770 '\(inbox)'").isContent)
        let nginx = try await ShippedNginx(
            serving: house.target, players: ["secret-1": "shop-1"], in: try house.scratch.folder("nginx"),
            as: Self.server)
        let shop = try JobsFolder()
        let player = house.player("shop-1", from: nginx.url).merging(["LOMUZ_TOKEN": "secret-1"]) { $1 }
        #expect(try await shop.run(["sync"], player).status == 0)
        #expect(shell("find '\(inbox)' -name '*.gz' -user \(Self.server)").output.contains("shop-1"))
        #expect(
            shell("chown -R \(Self.collector):\(Self.collector) '\(house.publisher.path)'").isContent)
        let first = try await asCollector([Program.jobs, "collect"], house)
        #expect(first.status == 0 && first.errors.contains("objects=1"), "\(first.errors)")
        #expect(shell("find '\(inbox)' -type f").output.isEmpty)

        #expect(try nginx.ask("PUT", "/inbox/house/shop-1/b-1-1.gz", body: "no gzip").status == 201)
        let closed = "\(inbox)/house/shop-1/a-1-1.gz"
        #expect(shell("install -o \(Self.server) -m 600 /dev/null '\(closed)'").isContent)
        let second = try await asCollector([Program.jobs, "collect"], house)
        #expect(second.status == 1 && second.errors.contains("failed=1"), "\(second.errors)")
        #expect(second.errors.contains("bad=1"), "\(second.errors)")
        #expect(second.errors.contains("a-1-1.gz"), "\(second.errors)")
        #expect(shell("find '\(inbox)' -type f").output == closed + "\n")
        let stranger = ["--reuid=65534", "--regid=65534", "--clear-groups", "ls", inbox]
        #expect(try await Program.run("setpriv", stranger).status != 0)
    }
}
