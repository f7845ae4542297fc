import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `the power fails at an origin` {
    /// Whatever had reached the disk: a head that is there leads to a whole state, the old one or the new one.
    @Test func `and players find a whole state, or none yet`() async throws {
        let house = try await OriginHouse()
        for number in 1...3 { try house.add("Song \(number).mp3") }
        _ = try house.scratch.folder("origin")
        let log = house.scratch.path + "/operations"
        let recorded = [
            "LD_PRELOAD": Program.powerCutRecorder, "POWERCUT_LOG": log, "POWERCUT_ROOT": house.target,
        ]
        #expect(try await house.publish(with: recorded).status == 0)
        for number in 3...5 { try house.add("Song \(number).mp3", salt: "new") }
        #expect(try await house.publish(with: recorded).status == 0)
        let operations = try FileOperationLog(path: log)
        #expect(operations.operations.count > 100)
        var luck = Luck(seed: 91)
        var seen: Set<Int> = []
        let all = operations.operations.count
        for round in 0..<30 {
            // The head comes at the very end of each.
            let count = round % 3 == 0 ? max(1, all - round) : Int.random(in: 1...all, using: &luck)
            let folder = try house.scratch.folder("cut-\(round)")
            var cut = PowerCut(log: operations, root: house.target, luck: Luck(seed: luck.next()))
            try cut.rebuild(after: count, in: folder)
            let check = try await house.publish("check", with: ["PUBLISH_TO": folder])
            if Files.exists(folder + "/" + ObjectPath.head("house")) {
                #expect(check.status == 0, "after \(count) operations: \(check.output)")
            } else {
                #expect(check.output.contains("there is no stream house"), "after \(count) operations")
            }
            let bytes = try? Files.read(folder + "/" + ObjectPath.head("house"))
            let head = try bytes.map { try Head(parsing: try Envelope(parsing: $0).payload) }
            seen.insert(head?.seq ?? 0)
            let again = try await house.publish(with: ["PUBLISH_TO": folder])
            #expect(again.status == 0, "after \(count) operations: \(again.errors)")
            #expect(try await house.publish("check", with: ["PUBLISH_TO": folder]).status == 0)
        }
        #expect(seen.isSuperset(of: [0, 1, 2]), "no cut fell where it matters: \(seen)")
    }
}
