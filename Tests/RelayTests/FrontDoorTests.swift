import Platform
import Testing

@testable import Broadcast
@testable import Relay

@Suite struct `the front door` {
    @Test func `has room for everybody who is let in, and for those who are told to come later`() {
        for most in [1, 100, 600, 20_000] {
            let watchers = Watchers(most: Watchers.most(maxListeners: most))
            var watching = 0
            while watchers.admit(.local) { watching += 1 }
            let inside = most + watching + HTTPServer.mostWithoutHeader
            #expect(FrontDoor.connections(maxListeners: most) > inside)
        }
    }

    @Test func `finds as many files in its unit as it may ever need`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let unit = String(
            decoding: try Files.read("/\(root)/systemd-timers/vinyl-relay.service"), as: UTF8.self)
        let line = try #require(unit.split(separator: "\n").first { $0.hasPrefix("LimitNOFILE=") })
        let files = try #require(Int(line.dropFirst("LimitNOFILE=".count)))
        guard case .whole(let range) = Setting.maxListeners.kind else { return #expect(Bool(false)) }
        #expect(files >= FrontDoor.connections(maxListeners: range.upperBound) + HTTPServer.firstFile)
    }
}
