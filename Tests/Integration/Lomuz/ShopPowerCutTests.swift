import Archive
import Catalogue
import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `the power fails in a shop` {
    /// Whatever had reached the disk: what the database says is true, and the next run brings the rest.
    @Test func `and what is there afterwards holds`() async throws {
        let shop = try Shop()
        try shop.origin.publishShop(4, bytes: 20_000)
        let log = try shop.place("log") + "/operations"
        let run = try await shop.sync([
            "LD_PRELOAD": Program.powerCutRecorder, "POWERCUT_LOG": log,
            "POWERCUT_ROOT": shop.player.path,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let operations = try FileOperationLog(path: log)
        #expect(operations.operations.count > 50)
        var luck = Luck(seed: 77)
        var found: Set<Int> = []
        for _ in 0..<30 {
            let count = Int.random(in: 1...operations.operations.count, using: &luck)
            let after = try shop.anew()
            var cut = PowerCut(log: operations, root: shop.player.path, luck: Luck(seed: luck.next()))
            try cut.rebuild(after: count, in: after.player.path)
            if (try? after.store()) != nil {
                #expect(try after.faults().isEmpty, "after \(count) operations")
                found.insert(try after.store().blobs().count { $0.isHere })
            }
            let again = try await after.sync()
            #expect(again.status == 0, "after \(count) operations: \(again.errors)")
            #expect(try after.faults().isEmpty && after.store().listed().allSatisfy(\.isHere))
            #expect(!Files.exists(after.player.folders.lomuz + ".damaged"), "after \(count) operations")
        }
        #expect(found.count > 2, "no cut fell where it matters: \(found)")
    }
}
