import Audio
import Broadcast
import Platform
import Synchronization
import Testing

@testable import Relay

@Suite struct `an MP3 stream` {
    /// 128 kbit/s at 48 kHz: 384 bytes 41.67 times a second.
    private static let frameBytes = 384
    private let studio = Studio()
    private let encoder: SharedEncoder<MP3Coder>
    private let pace = MP3Stream.Pace(
        kilobitsPerSecond: 128, soundFramesPerSecond: 48_000, burstSeconds: 3, lagLimitMilliseconds: 10_000
    )

    init() {
        encoder = SharedEncoder(tape: studio.tape, chunksKept: 700, burstSeconds: 3, log: studio.notebook.log)
        {
            try MP3Coder(format: Studio.format, kilobitsPerSecond: 128)
        }
    }

    @Test func `begins three seconds ago and goes on frame by frame`() throws {
        encode(500)
        let (stream, listener) = try listen()
        #expect(numbers(stream.takeAll()) == Array(375..<500))
        encode(3)
        #expect(numbers(stream.takeAll()) == Array(500..<503))
        #expect(stream.step == .wait && listener.skips == 0)
        #expect(listener.bytes == 128 * Self.frameBytes)
    }

    @Test func `gives whoever asks what flows nothing that is over`() throws {
        encode(500)
        let (stream, _) = try listen(wantsPast: false)
        #expect(stream.takeAll().isEmpty)
        encode(3)
        #expect(numbers(stream.takeAll()) == Array(500..<503))
    }

    @Test func `cuts no frame, and gives one that is larger than the room in pieces`() throws {
        encode(200)
        let (stream, _) = try listen()
        let first = try #require(stream.take(room: 1_000))
        #expect(numbers(first) == [75, 76])
        let pieces = (0..<4).compactMap { _ in stream.take(room: 100) }
        #expect(pieces.map(\.count) == [100, 100, 100, 84])
        #expect(numbers(pieces.flatMap { $0 }) == [77])
    }

    @Test func `moves to its own delay when it lags too much`() throws {
        encode(300)
        let (stream, listener) = try listen()
        #expect(numbers(stream.takeAll()).last == 299)
        // Its limit lies ten seconds behind the three it began with.
        encode(416 + 125)
        #expect(numbers(try #require(stream.take(room: Self.frameBytes))) == [300])
        #expect(listener.skips == 0 && listener.lagMilliseconds == 9_984)
        encode(10)
        // Three seconds, less what is on its way to him, which he hears first: 13,312 bytes.
        #expect(numbers(stream.takeAll()) == Array((726 + 34)..<851))
        #expect(listener.skips == 1)
    }

    @Test func `counts what still waits in the kernel`() throws {
        encode(300)
        let (stream, listener) = try listen()
        _ = stream.takeAll()
        encode(125 + 375)
        #expect(stream.take(room: Self.frameBytes, unsent: 8_000) != nil)
        #expect(listener.lagMilliseconds == 9_500 && listener.skips == 0)
        #expect(numbers(try #require(stream.take(room: Self.frameBytes, unsent: 17_000))) == [709])
        #expect(listener.skips == 1)
    }

    @Test func `is moved the closer the more his player holds`() throws {
        encode(300)
        let (stream, listener) = try listen(holding: 32_768)
        _ = stream.takeAll()
        encode(600)
        #expect(numbers(stream.takeAll()) == Array((900 - 6)..<900))
        #expect(listener.skips == 1)
    }

    @Test func `tells the title after every 16,000 bytes, and again only when it changes`() throws {
        encode(300)
        let title = Mutex("Live")
        let (stream, _) = try listen { title.withLock { $0 } }
        var bytes = stream.takeAll()
        for round in 0..<3 {
            if round == 1 { title.withLock { $0 = "It's Ok \u{1F3B5}" } }
            encode(100)
            bytes += stream.takeAll(room: 2_048 + round * 777)
        }
        let (sound, titles) = unwrapped(bytes)
        #expect(numbers(sound) == Array(175..<600))
        #expect(titles.filter { $0 != "" } == ["StreamTitle='Live';", "StreamTitle='It’s Ok \u{1F3B5}';"])
        #expect(titles.count == sound.count / 16_000 && titles[0] != "" && titles.contains(""))
    }

    @Test func `keeps a title within its block`() throws {
        encode(300)
        let (stream, _) = try listen { String(repeating: "\u{1F3B5}';x='", count: 900) }
        let (sound, titles) = unwrapped(stream.takeAll())
        #expect(numbers(sound) == Array(175..<300))
        #expect(titles.first?.hasSuffix("';") == true && titles.first?.contains("';x") == false)
    }

    @Test func `shows titles to nobody else`() throws {
        encode(300)
        let (stream, _) = try listen()
        #expect(numbers(stream.takeAll()) == Array(175..<300))
    }

    @Test func `ends with its tape`() throws {
        encode(1)
        let (stream, _) = try listen()
        studio.tape.close()
        #expect(numbers(stream.takeAll()) == [0])
        #expect(stream.step == .end)
        stream.ended()
        #expect(studio.listeners.present.isEmpty)
    }

    private func listen(
        holding bytes: Int = 0, wantsPast: Bool = true, title: (@Sendable () -> String)? = nil
    ) throws -> (MP3Stream, Listener) {
        let listener =
            wantsPast
            ? try studio.listener(to: .mp3)
            : Listener(stream: .mp3, address: .local, clock: .system, wantsPast: false)
        let stream = MP3Stream(
            encoder: encoder, tape: studio.tape, listener: listener, listeners: studio.listeners, pace: pace,
            bytesHeldByPlayer: bytes, title: title)
        return (stream, listener)
    }

    /// Frames as the encoder would make them, each saying its number.
    private func encode(_ count: Int) {
        let first = encoder.ring.end
        encoder.ring.append(
            (first..<(first + count)).map { number in
                var frame = [UInt8](repeating: UInt8(number & 0x7F), count: Self.frameBytes)
                (frame[0], frame[1]) = (0xFF, 0xFB)
                (frame[2], frame[3]) = (UInt8(number >> 8), UInt8(number & 0xFF))
                return frame
            })
    }

    /// Of whole frames; -1 for anything else.
    private func numbers(_ bytes: [UInt8]) -> [Int] {
        stride(from: 0, to: bytes.count, by: Self.frameBytes).map { at in
            guard at + Self.frameBytes <= bytes.count, bytes[at] == 0xFF, bytes[at + 1] == 0xFB else {
                return -1
            }
            let number = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            let isWhole = bytes[(at + 4)..<(at + Self.frameBytes)].allSatisfy { Int($0) == number & 0x7F }
            return isWhole ? number : -1
        }
    }

    /// What a player does that asked for titles.
    private func unwrapped(_ bytes: [UInt8]) -> (sound: [UInt8], titles: [String]) {
        var sound: [UInt8] = []
        var titles: [String] = []
        var at = 0
        while at + 16_000 < bytes.count {
            sound += bytes[at..<(at + 16_000)]
            let length = Int(bytes[at + 16_000]) * 16
            let block = bytes[(at + 16_001)..<(at + 16_001 + length)].prefix { $0 != 0 }
            titles.append(String(decoding: block, as: UTF8.self))
            at += 16_001 + length
        }
        return (sound + bytes[at...], titles)
    }
}
