import Audio
import Broadcast
import TestSupport
import Testing

@testable import Relay

@Suite struct `a FLAC stream` {
    private static let blocksPerSecond = 12
    private let studio = Studio()
    private let encoder: SharedEncoder<FLACCoder>
    private let coder: FLACCoder

    init() throws {
        coder = try FLACCoder(format: Studio.format)
        encoder = SharedEncoder(
            tape: studio.tape, chunksKept: 6 * 12, burstSeconds: 2, log: studio.notebook.log
        ) {
            try FLACCoder(format: Studio.format)
        }
    }

    @Test func `begins with a header and the last two seconds`() throws {
        try encode(seconds: 4)
        let (stream, listener) = try listen()
        #expect(stream.take() == FLACHeader.ofStream(Studio.format))
        let played = try play(header + stream.takeAll())
        // The encoder holds a block back.
        #expect(played == (4 * 48_000 - 96_000 - 4_000)..<(4 * 48_000 - 4_000))
        #expect(stream.step == .wait && listener.skips == 0)
    }

    @Test func `goes on with every block, whatever the room`() throws {
        let (stream, listener) = try listen()
        var bytes = stream.takeAll(room: 2_048)
        for seconds in [1, 2, 1, 1, 2] {
            try encode(seconds: seconds)
            bytes += stream.takeAll(room: .random(in: 2_048...40_000))
        }
        #expect(try play(bytes) == 0..<(7 * 48_000 - 4_000))
        #expect(listener.bytes == bytes.count && listener.skips == 0)
    }

    @Test func `moves to its own delay on a whole block, and keeps counting`() throws {
        try encode(seconds: 4)
        let (stream, listener) = try listen()
        var bytes = stream.takeAll()
        try encode(seconds: 5)
        bytes += stream.takeAll()
        #expect(listener.skips == 1)
        let samples = try #require(try FLACPlayer.play(bytes))
        let frames = CountedSound.packed(samples)
        #expect(Studio.numbers(Array(frames[..<(96_000 * 4)])) == 92_000..<188_000)
        // Less what he holds and what is on its way to him, which he hears first.
        let burst = 24 - 10 - stream.staleBytes / frameBytes
        #expect(burst == 11)
        #expect(Studio.numbers(Array(frames[(96_000 * 4)...])) == (428_000 - burst * 4_000)..<428_000)
        #expect(numbers(of: bytes) == Array(0..<(24 + burst)))
    }

    @Test func `counts what still waits in the kernel`() throws {
        try encode(seconds: 4)
        let (stream, listener) = try listen()
        _ = stream.takeAll()
        try encode(seconds: 1)
        #expect(stream.take(unsent: Self.blocksPerSecond / 2 * frameBytes) != nil)
        #expect(listener.skips == 0 && listener.lagMilliseconds == 500)
        try encode(seconds: 3)
        #expect(stream.take(unsent: 0) != nil)
        #expect(listener.skips == 0 && listener.lagMilliseconds == 1_916)
        #expect(stream.take(unsent: Self.blocksPerSecond / 4 * frameBytes) != nil)
        #expect(listener.skips == 1)
    }

    @Test func `is not skipped before its first sound, which a sleeping encoder has to fetch first`() throws {
        let (stream, listener) = try listen()
        #expect(stream.take() == header)
        #expect(stream.step == .wait)
        try encode(seconds: 3)
        #expect(stream.take(unsent: 500) != nil)
        #expect(listener.skips == 0 && listener.lagMilliseconds < 2_000)
    }

    @Test func `lets no more wait in the kernel than half a second of what it is made of`() throws {
        let loud = try listen().0
        try encode(seconds: 2)
        _ = loud.takeAll()
        // The kernel doubles it: a quarter of a second.
        #expect(loud.sendBufferBytes == 24_000)
        for _ in 0..<30 {
            var luck = Luck(seed: 5)
            let hiss = (0..<16_000).map { $0 % 2 == 0 ? UInt8.random(in: 0...20, using: &luck) : 0 }
            encoder.ring.append(try coder.encode(hiss, frames: 4_000))
        }
        let (quiet, listener) = try listen()
        _ = quiet.takeAll()
        // Since the last two seconds, a block of them still with the encoder.
        let bytesPerSecond = (listener.bytes - header.count) / 2
        #expect(bytesPerSecond < 80_000)
        #expect(2 * quiet.sendBufferBytes <= bytesPerSecond * 9 / 16)
        #expect(2 * quiet.sendBufferBytes >= bytesPerSecond * 7 / 16)
    }

    @Test func `is never made of tiny frames`() throws {
        for _ in 0..<6 {
            let silence = [UInt8](repeating: 0, count: 4_000 * 4)
            encoder.ring.append(try coder.encode(silence, frames: 4_000))
        }
        let (stream, _) = try listen()
        let bytes = stream.takeAll()
        #expect(bytes.count > 5 * 4_000 * 4)
        #expect(try FLACPlayer.play(bytes) == [Int32](repeating: 0, count: 5 * 8_000))
    }

    @Test func `ends with its tape`() throws {
        try encode(seconds: 1)
        let (stream, _) = try listen()
        studio.tape.close()
        #expect(try play(stream.takeAll()) == 0..<44_000)
        #expect(stream.step == .end)
        stream.ended()
        #expect(studio.listeners.present.isEmpty)
    }

    private var header: [UInt8] { FLACHeader.ofStream(Studio.format) }

    private func listen() throws -> (FLACStream, Listener) {
        let listener = try studio.listener(to: .flac)
        let stream = FLACStream(
            encoder: encoder, tape: studio.tape, listener: listener, listeners: studio.listeners,
            lagLimitMilliseconds: 2_000)
        return (stream, listener)
    }

    /// What the shared encoder's thread would do.
    private func encode(seconds: Int) throws {
        for _ in 0..<(seconds * Self.blocksPerSecond) {
            let start = studio.tape.end
            studio.play(frames: 4_000)
            encoder.ring.append(
                try coder.encode(CountedSound.bytes(from: start, frames: 4_000), frames: 4_000))
        }
    }

    private func play(_ bytes: [UInt8]) throws -> Range<Int>? {
        try FLACPlayer.play(bytes).flatMap { Studio.numbers(CountedSound.packed($0)) }
    }

    /// Uncompressed: four bytes, the number, the block size, a checksum, two subframes, a checksum.
    private var frameBytes: Int { 4 + 1 + 2 + 1 + 2 * (1 + 8_000) + 2 }

    /// The numbers of a stream whose frames are all uncompressed, and fewer than 128.
    private func numbers(of bytes: [UInt8]) -> [Int] {
        let start = Array(bytes[header.count..<(header.count + 4)])
        let frames = stride(from: header.count, to: bytes.count, by: frameBytes)
        return frames.map { Array(bytes[$0..<($0 + 4)]) == start ? Int(bytes[$0 + 4]) : -1 }
    }
}
