import Testing

@testable import Audio
@testable import Broadcast
@testable import Relay

@Suite struct `the stream of levels` {
    private let board = LevelsBoard()
    private let watchers = Watchers(most: 2)
    private let studio = Studio()

    @Test func `tells every tenth of a second once`() {
        let stream = watch()
        #expect(stream.step == .wait)
        measure(0.5)
        #expect(text(stream.take()) == "retry: 1000\n" + event(0.5))
        #expect(stream.step == .wait)
        measure(0.25)
        measure(0.125)
        #expect(text(stream.take()) == event(0.125))
        studio.tape.close()
        #expect(stream.step == .end)
    }

    @Test func `gives only the newest to those who are slow`() {
        let stream = watch()
        measure(0.5)
        #expect(stream.take(unsent: 2_048) == nil)
        measure(0.25)
        #expect(text(stream.take(unsent: 2_047)) == "retry: 1000\n" + event(0.25))
    }

    @Test func `lets those go who take nothing for thirty seconds`() {
        let stream = watch()
        measure(0.5)
        _ = stream.take()
        var bytes = [UInt8](repeating: 0, count: 4_096)
        for _ in 0..<300 {
            measure(0.5)
            #expect(stream.next(into: &bytes, room: 4_096, unsentBytes: 4_000) == .wait)
        }
        measure(0.5)
        #expect(stream.next(into: &bytes, room: 4_096, unsentBytes: 4_000) == .end)
    }

    @Test func `lets in so many and no more`() {
        #expect(watchers.admit(.local) && watchers.admit(.local) && !watchers.admit(.local))
        watch().ended()
        #expect(watchers.admit(.local) && !watchers.admit(.local))
    }

    @Test func `lets in so many from one address`() {
        let watchers = Watchers(most: 4, mostPerAddress: 1)
        let near = PeerAddress(text: "192.0.2.1")
        #expect(watchers.admit(near) && !watchers.admit(near))
        #expect(watchers.admit(.local) && watchers.admit(.local))
        watchers.left(near)
        #expect(watchers.admit(near) && !watchers.admit(near))
        #expect(watchers.admit(PeerAddress(text: "2001:db8::7")) && !watchers.admit(.local))
    }

    private func watch() -> LevelsStream {
        LevelsStream(tape: studio.tape, board: board, watchers: watchers, address: .local)
    }

    private func measure(_ peak: Double) { board.set(Levels(peak: [peak], rms: [peak], clippedSamples: 0)) }

    private func event(_ peak: Double) -> String {
        "data: {\"peak\":[\(peak)],\"rms\":[\(peak)],\"clipped\":0}\n\n"
    }

    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
}
