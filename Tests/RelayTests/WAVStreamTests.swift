import Audio
import Broadcast
import Testing

@testable import Relay

@Suite struct `a WAV stream` {
    private let studio = Studio()

    @Test func `begins with a header and goes on with the newest sound`() throws {
        studio.play(seconds: 3)
        let (stream, listener) = try listen()
        #expect(stream.take() == WAVHeader.endless(Studio.format))
        #expect(stream.step == .wait)
        studio.play(frames: 1_024)
        #expect(stream.take().flatMap(Studio.numbers) == 144_000..<145_024)
        #expect(stream.step == .wait)
        #expect(listener.bytes == 4_096 && listener.skips == 0)
    }

    @Test func `gives whole frames only, whatever the room`() throws {
        let (stream, _) = try listen()
        _ = stream.take()
        studio.play(frames: 5_000)
        var sound: [UInt8] = []
        for room in [2_049, 2_050, 2_051, 4_099] {
            let bytes = try #require(stream.take(room: room))
            #expect(bytes.count == room / 4 * 4)
            sound += bytes
        }
        #expect(Studio.numbers(sound)?.lowerBound == 0)
        #expect(stream.take(room: 3) == nil)
    }

    @Test(arguments: [1, 7, 30])
    func `begins and stays in the past`(seconds: Int) throws {
        studio.play(seconds: 40)
        let (stream, listener) = try listen(rewind: seconds)
        _ = stream.take()
        let start = (40 - seconds) * 48_000
        #expect(stream.step == .wait)
        for second in 0..<5 {
            studio.play(seconds: 1)
            let range = Studio.numbers(stream.takeAll())
            #expect(range == (start + second * 48_000)..<(start + (second + 1) * 48_000))
        }
        #expect(listener.skips == 0)
    }

    @Test func `goes back only as far as there is sound`() throws {
        studio.play(seconds: 3)
        let (stream, _) = try listen(rewind: 30)
        _ = stream.take()
        studio.play(frames: 100)
        #expect(Studio.numbers(stream.takeAll())?.lowerBound == 48_000)
    }

    @Test(arguments: [0, 5])
    func `begins a little earlier at once for those who wait for it, and follows the needle`(rewind: Int)
        throws
    {
        studio.play(seconds: 10)
        let (stream, listener) = try listen(rewind: rewind, burst: 300)
        _ = stream.take()
        let live = (10 - rewind) * 48_000
        #expect(Studio.numbers(stream.takeAll()) == (live - 14_400)..<live)
        studio.play(frames: 1_024)
        #expect(Studio.numbers(stream.takeAll()) == live..<(live + 1_024))
        studio.play(seconds: 5)
        #expect(stream.step == .wait && listener.skips == 1)
        studio.play(frames: 1_024)
        let after = live + 1_024 + 5 * 48_000
        #expect(Studio.numbers(stream.takeAll()) == after..<(after + 1_024))
    }

    @Test func `begins with all there is where that is little`() throws {
        studio.play(seconds: 0.1)
        let (stream, _) = try listen(burst: 300)
        _ = stream.take()
        #expect(Studio.numbers(stream.takeAll()) == 0..<4_800)
    }

    @Test(arguments: [0, 10])
    func `moves to its own delay when it lags too much`(rewind: Int) throws {
        studio.play(seconds: 20)
        let (stream, listener) = try listen(rewind: rewind)
        _ = stream.take()
        studio.play(seconds: 2)
        #expect(Studio.numbers(try #require(stream.take(room: 4)))?.lowerBound == (20 - rewind) * 48_000)
        #expect(listener.skips == 0)
        studio.play(seconds: 0.5)
        #expect(stream.step == .wait)
        #expect(listener.skips == 1 && (2_499...2_500).contains(listener.lagMilliseconds))
        studio.play(frames: 10)
        let start = 22 * 48_000 + 24_000 - rewind * 48_000
        #expect(Studio.numbers(stream.takeAll()) == start..<(start + 10))
    }

    @Test func `counts what still waits in the kernel, but does not skip for that alone`() throws {
        let (stream, listener) = try listen()
        _ = stream.take()
        studio.play(seconds: 1.5)
        let second = Studio.format.framesPerSecond * Studio.format.bytesPerFrame
        #expect(stream.take(room: 4, unsent: second * 4 / 10) != nil)
        #expect(listener.lagMilliseconds == 1_900 && listener.skips == 0)
        #expect(stream.take(unsent: second * 6 / 10) == nil)
        #expect(listener.skips == 1)
        // Nothing newer could be given: the rest is up to the listener, and the kernel is not even asked.
        #expect(stream.take(unsent: second * 3) == nil)
        #expect(listener.skips == 1 && listener.lagMilliseconds == 2_099)
    }

    @Test func `skips what the tape has forgotten`() throws {
        let (stream, listener) = try listen(limit: 60_000)
        _ = stream.take()
        studio.play(seconds: 40)
        #expect(stream.step == .wait)
        studio.play(frames: 5)
        #expect(Studio.numbers(stream.takeAll()) == 1_920_000..<1_920_005)
        #expect(listener.skips == 1)
    }

    @Test func `gives the last sound of a tape, and ends`() throws {
        let (stream, _) = try listen()
        _ = stream.take()
        studio.play(frames: 300)
        studio.tape.close()
        #expect(Studio.numbers(try #require(stream.take())) == 0..<300)
        #expect(stream.step == .end)
        stream.ended()
        #expect(studio.listeners.present.isEmpty)
    }

    @Test func `lets the kernel hold half a second at most`() throws {
        let (stream, _) = try listen()
        // The kernel doubles what it is asked for.
        #expect(stream.sendBufferBytes * 2 <= 48_000 * 4 / 2)
    }

    private func listen(rewind: Int = 0, burst: Int = 0, limit: Int = 2_000) throws -> (WAVStream, Listener) {
        let listener = try studio.listener(to: .wav)
        let stream = WAVStream(
            tape: studio.tape, listener: listener, listeners: studio.listeners, rewindSeconds: rewind,
            burstMilliseconds: burst, lagLimitMilliseconds: limit)
        return (stream, listener)
    }
}
