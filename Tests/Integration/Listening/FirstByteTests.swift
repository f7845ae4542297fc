import Testing

@Suite(.serialized) struct `the first sound` {
    @Test func `comes at once`() async throws {
        try await onThread {
            let relay = try OpenRelay(["AUDIO_DEVICE": "simulated:seed=3"], in: Scratch())
            rest(4)
            // Behind what stands before the sound.
            for (path, header, isAsleep) in [
                ("/stream.wav", 44, false), ("/stream.wav?rewind=2", 44, false), ("/stream.mp3", 0, true),
                ("/stream.mp3", 0, false), ("/stream.flac", 42, true), ("/stream.flac", 42, false),
            ] {
                let metronome = Metronome()
                var delays: [Double] = []
                for _ in 0..<(isAsleep ? 1 : 9) {
                    let radio = relay.radio(path)
                    try patiently("sound comes", every: 0.002) { radio.byteCount > header }
                    delays.append(try radio.end().delay(ofByte: header) ?? .infinity)
                }
                delays.sort()
                // LAME takes its time to wake.
                let limit = isAsleep && path == "/stream.mp3" ? 0.15 : 0.05
                let figures = "median \(delays[delays.count / 2].short) s, most \((delays.last ?? 0).short) s"
                tell("first sound of \(path)\(isAsleep ? ", encoder asleep" : ""): " + figures)
                #expect(delays[delays.count / 2] < limit + metronome.allowance())
            }
            #expect(try relay.stop().how == .exited(0))
        }
    }
}
