import Archive
import Catalogue
import Foundation
import Glibc
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `a shop's disk` {
    /// The music does not repeat itself because nothing can be written down.
    @Test(.enabled(if: SmallDisk.isPossible)) func `may be full or read-only`() async throws {
        let scratch = try Scratch()
        let disk = try SmallDisk(megabytes: 40, at: "disk", in: scratch)
        let shop = try Shop(at: disk.path)
        try shop.origin.publishShop(12)
        let spare = ["LOMUZ_RESERVE_MB": "16"]
        #expect(try await shop.sync(spare).status == 0)
        try disk.fill(leaving: 0)
        var heard: Set<String> = []
        for _ in 0..<12 {
            let run = try await shop.run("next-track")
            #expect(run.status == 0 && Files.exists(String(run.output.dropLast())), "\(run.errors)")
            heard.insert(run.output)
        }
        #expect(heard.count > 2, "\(heard)")
        try shop.origin.publishShop(13, mark: 2)
        let full = try await shop.sync(spare)
        #expect(full.status == 73, "\(full.errors)")
        #expect(try await shop.run("next-track").status == 0)
        unlink(disk.path + "/filler")
        #expect(try await shop.sync(spare).status == 0)
        #expect(try shop.faults().isEmpty && shop.store().listed().allSatisfy(\.isHere))
        if disk.becomeReadOnly() {
            let run = try await shop.run("next-track", "--json")
            #expect(
                run.status == 0 && run.output.contains(#""rule":"schedule""#), "\(run.output)\(run.errors)")
            #expect(disk.becomeWritable())
        }
    }
}
