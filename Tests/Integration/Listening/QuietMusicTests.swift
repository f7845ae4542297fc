import TestSupport
import Testing

@Suite struct `quiet music as FLAC` {
    /// A frame of it is a quarter as large as one of loud music, so that four times as much would fit into a buffer.
    @Test func `does not wait in the relay's buffers longer than other music`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let path = scratch.path + "/quiet.wav"
            var luck = Luck(seed: 9)
            try CountingFile.write(seconds: 30, to: path) { _, bytes in
                bytes = (0..<(bytes.count / 2)).flatMap { _ in
                    let sample = Int16.random(in: -10...10, using: &luck)
                    return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
                }
            }
            let relay = try OpenRelay(["AUDIO_DEVICE": "file:" + path], in: scratch)
            rest(3)
            let radio = Radio(port: relay.port, .stalling("/stream.flac", after: 4, seconds: 999))
            try patiently("it stalls") { try relay.number("streams", "flac", "worst_lag_ms") > 3_000 }
            let taken = radio.byteCount
            try radio.end()
            try patiently("it has left") { relay.process.number("bytes", of: "listener left") != nil }
            let given = try #require(relay.process.number("bytes", of: "listener left"))
            // Two seconds at once, and four as they came.
            let bytesPerSecond = Double(taken) / 6
            let seconds = Double(given - taken) / bytesPerSecond
            tell("\(Int(bytesPerSecond)) bytes a second, \(seconds.short) s lay in buffers")
            #expect(bytesPerSecond < 70_000)
            // The kernel's half a second, the listener's own eight kilobytes, a piece on its way and a frame.
            #expect(seconds < 0.5 + (8_192 + 12_000 + 5_000) / bytesPerSecond)
            #expect(try relay.stop().how == .exited(0))
        }
    }
}
