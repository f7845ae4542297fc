import Archive
import Platform
import Testing

@testable import Broadcast
@testable import Relay

@Suite struct `a look at a stream` {
    private let notebook = Notebook()

    private func request(
        from address: String, _ headers: [String: String], at own: String = "192.0.2.7"
    ) -> HTTPRequest {
        HTTPRequest(
            method: "GET", path: "/stream.wav", headers: headers, address: PeerAddress(text: address),
            ownAddress: PeerAddress(text: own))
    }

    @Test func `is no listener, a few at a time, and only from this machine`() throws {
        let listeners = Listeners(most: 1, mostPerAddress: 0, clock: .system, log: notebook.log)
        let headers = [HealthProbe.header.lowercased(): "1"]
        func come() throws -> Listener {
            try listeners.admit(request(from: "127.0.0.1", headers), to: .wav).get()
        }
        let probes = try (0..<4).map { _ in try come() }
        #expect(probes.allSatisfy { !$0.isSomebody && !$0.wantsPast })
        #expect(listeners.present.isEmpty && listeners.totals.admitted == 0)
        let fifth = try come()
        #expect(fifth.isSomebody && !fifth.wantsPast && listeners.present.count == 1)
        listeners.left(probes[0])
        let next = try come()
        #expect(!next.isSomebody && listeners.present.count == 1)
        listeners.left(next)
        listeners.left(fifth)
        #expect(listeners.present.isEmpty && listeners.totals.admitted == 1)
        let stranger = try listeners.admit(request(from: "192.0.2.1", headers), to: .wav).get()
        #expect(stranger.isSomebody && stranger.wantsPast)
        let neighbour = try listeners.admit(request(from: "192.0.2.7", headers), to: .wav).get()
        #expect(!neighbour.isSomebody)
        // Those who are somebody, and nobody else.
        #expect(notebook.lines.count { $0.hasPrefix("listener came") } == 2)
    }
}
