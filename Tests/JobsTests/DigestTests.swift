import Platform
import TestSupport
import Testing

@testable import Jobs

@Suite struct `messages about recordings that go` {
    @Test func `are one a day, at whatever hours they were made`() throws {
        try withTemporaryFolder { folder in
            let world = try CleanupWorld(folder: folder + "/vinyl", truth: 1_795_291_200_000_000)
            try Disk.system.makeFolder(folder + "/receiver")
            let receiver = try Peer(.http, in: folder + "/receiver")
            world.webhook = receiver.url
            var recordings = 0
            for hour in 0..<(16 * 24) {
                world.pass(hours: 1)
                if [0, 1, 3, 7, 20].contains(hour % 24) {
                    recordings += 1
                    try world.record(recordings)
                }
                _ = try world.clean()
            }
            // From the end of the sixth day on.
            #expect((9...11).contains(receiver.heard.count), "\(receiver.heard.count)")
        }
    }
}
