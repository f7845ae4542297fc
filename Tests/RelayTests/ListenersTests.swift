import Glibc
import Platform
import Testing

@testable import Broadcast
@testable import Relay

@Suite struct `the listeners` {
    private let notebook = Notebook()
    private let time = VirtualClock(startMicroseconds: 0)

    @Test func `are let in up to the limit, and again when one has left`() throws {
        let listeners = make(most: 3)
        let first = try admit(to: listeners).get()
        _ = try admit(to: listeners, .flac).get()
        _ = try admit(to: listeners, .mp3).get()
        #expect(refusal(of: admit(to: listeners)) == .full)
        listeners.left(first)
        #expect(refusal(of: admit(to: listeners)) == nil)
        #expect(listeners.present.count == 3 && listeners.count(of: .wav) == 1)
        #expect(listeners.totals == (admitted: 4, refused: 1, skips: 0))
    }

    @Test(arguments: ["192.0.2.1", "2001:db8::7"])
    func `share an address only so far`(address: String) throws {
        let listeners = make(most: 100, perAddress: 2)
        let first = try admit(to: listeners, from: address).get()
        _ = try admit(to: listeners, from: address).get()
        #expect(refusal(of: admit(to: listeners, from: address)) == .tooManyFromThere)
        #expect(refusal(of: admit(to: listeners, from: "192.0.2.2")) == nil)
        listeners.left(first)
        #expect(refusal(of: admit(to: listeners, from: address)) == nil)
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
    func `on this machine share it without limit`(address: String) {
        let listeners = make(most: 10, perAddress: 1)
        for _ in 0..<10 { #expect(refusal(of: admit(to: listeners, from: address)) == nil) }
        #expect(refusal(of: admit(to: listeners, from: address)) == .full)
    }

    @Test func `are the same over IPv4 within IPv6`() {
        let listeners = make(most: 10, perAddress: 1)
        #expect(refusal(of: admit(to: listeners, from: "::ffff:192.0.2.1")) == nil)
        #expect(refusal(of: admit(to: listeners, from: "192.0.2.1")) == .tooManyFromThere)
    }

    @Test func `leave their skips behind`() throws {
        let listeners = make(most: 10)
        let one = try admit(to: listeners).get()
        let other = try admit(to: listeners).get()
        one.countSkip()
        one.countSkip()
        other.countSkip()
        #expect(listeners.totals.skips == 3)
        listeners.left(one)
        #expect(listeners.totals.skips == 3)
    }

    @Test func `are told of when they come and when they leave`() throws {
        let listeners = make(most: 10)
        let listener = try admit(to: listeners, from: "192.0.2.1").get()
        listener.count(bytes: 1_234)
        time.advance(nanoseconds: 90_000_000_000)
        listeners.left(listener)
        #expect(
            notebook.lines == [
                "listener came address=192.0.2.1 stream=wav",
                "listener left address=192.0.2.1 stream=wav seconds=90 bytes=1234 skips=0",
            ])
    }

    @Test func `are counted when they come in floods`() throws {
        let listeners = make(most: 10_000)
        for _ in 0..<1_000 { listeners.left(try admit(to: listeners).get()) }
        #expect(notebook.lines.count == 10)
        time.advance(nanoseconds: 1_000_000_000)
        _ = try admit(to: listeners).get()
        #expect(notebook.lines.count == 12)
        #expect(notebook.lines[10] == "listeners came and left lines_left_out=1990")
        time.advance(nanoseconds: 1_000_000_000)
        _ = try admit(to: listeners).get()
        #expect(notebook.lines.count == 13)
    }

    @Test func `that came in a flood are told of also when nobody comes any more`() throws {
        let listeners = make(most: 10_000)
        for _ in 0..<1_000 { listeners.left(try admit(to: listeners).get()) }
        listeners.tick()
        #expect(notebook.lines.count == 10)
        time.advance(nanoseconds: 1_000_000_000)
        listeners.tick()
        listeners.tick()
        #expect(notebook.lines.dropFirst(10) == ["listeners came and left lines_left_out=1990"])
        for _ in 0..<10 { listeners.left(try admit(to: listeners).get()) }
        listeners.tellLeftOut()
        #expect(notebook.lines.last == "listeners came and left lines_left_out=10")
    }

    @Test func `that come in a flood that stays are told of less and less`() throws {
        let listeners = make(most: 10_000)
        for _ in 0..<600 {
            time.advance(nanoseconds: 1_000_000_000)
            listeners.tick()
            for _ in 0..<20 { listeners.left(try admit(to: listeners).get()) }
        }
        // Eleven lines for each time it looks: six times within the first minute, then once a minute.
        #expect(notebook.lines.count < 17 * 11)
        // A quiet time, and all is as before.
        time.advance(nanoseconds: 60_000_000_000)
        listeners.tick()
        time.advance(nanoseconds: 60_000_000_000)
        listeners.tick()
        let count = notebook.lines.count
        _ = try admit(to: listeners).get()
        time.advance(nanoseconds: 1_000_000_000)
        for _ in 0..<20 { _ = try admit(to: listeners).get() }
        #expect(notebook.lines.count == count + 11)
    }

    @Test func `fall behind as long as they take nothing`() throws {
        let listener = try admit(to: make(most: 1)).get()
        listener.note(lagMilliseconds: 300)
        listener.count(bytes: 1_000)
        time.advance(nanoseconds: 500_000_000)
        #expect(listener.lagMilliseconds == 300)
        time.advance(nanoseconds: 9_500_000_000)
        #expect(listener.lagMilliseconds == 10_300)
        listener.note(lagMilliseconds: 200)
        listener.count(bytes: 1_000)
        #expect(listener.lagMilliseconds == 200)
    }

    private func make(most: Int, perAddress: Int = 0) -> Listeners {
        time.advance(nanoseconds: 5_000_000_000)
        return Listeners(most: most, mostPerAddress: perAddress, clock: time.clock, log: notebook.log)
    }

    private func admit(
        to listeners: Listeners, _ stream: StreamKind = .wav, from address: String = "127.0.0.1"
    )
        -> Result<Listener, Listeners.Refused>
    {
        let request = HTTPRequest(method: "GET", path: "/", address: PeerAddress(text: address))
        return listeners.admit(request, to: stream)
    }

    private func refusal(of result: Result<Listener, Listeners.Refused>) -> Listeners.Refusal? {
        guard case .failure(let refused) = result else { return nil }
        return refused.why
    }
}

extension PeerAddress {
    init(text: String) {
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        let isSix = inet_pton(AF_INET6, text, &six.sin6_addr) == 1
        if !isSix { inet_pton(AF_INET, text, &four.sin_addr) }
        self = withUnsafePointer(to: &six) { six in
            withUnsafePointer(to: &four) { four in
                isSix
                    ? six.withMemoryRebound(to: sockaddr.self, capacity: 1) { PeerAddress($0) }
                    : four.withMemoryRebound(to: sockaddr.self, capacity: 1) { PeerAddress($0) }
            }
        }
    }
}
