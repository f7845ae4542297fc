import Foundation
import TestSupport
import Testing

@Suite struct `a slow reader` {
    private static let seconds = 60.0

    @Test func `harms only itself`() async throws {
        try await onThread {
            let metronome = Metronome()
            let relay = try OpenRelay(counting: 90, in: Scratch())
            let normal = (0..<10).map { _ in relay.radio("/stream.wav", keepsSound: true) }
            let halves = ["wav": 96_000.0, "flac": 96_000, "mp3": 8_000].map { kind, rate in
                (kind, Radio(port: relay.port, .slow("/stream." + kind, bytesPerSecond: rate)))
            }
            let dead = ["wav", "flac", "mp3", "levels"].map { kind in
                Radio(
                    port: relay.port,
                    .stalling(kind == "levels" ? "/levels" : "/stream." + kind, after: 3, seconds: 999))
            }
            let sleeper = Radio(port: relay.port, .stalling("/stream.wav", after: 5, seconds: 20))
            let start = monotonicSeconds()
            rest(4)
            rest(start + 14 - monotonicSeconds())
            #expect(try relay.number("streams", "wav", "worst_lag_ms") >= 9_000)
            try expectDeparture(relay, normally: ["wav": 12, "flac": 1, "mp3": 1], after: start + 3)
            // The tape reaches as far back as it ever does by now.
            rest(start + 36 - monotonicSeconds())
            let kilobytes = relay.residentKilobytes
            rest(start + Self.seconds - monotonicSeconds())
            let growth = relay.residentKilobytes - kilobytes
            tell("memory grew by \(growth) KB in \(Int(Self.seconds) - 36) s with slow readers")
            #expect(growth < 1_024)
            for (kind, radio) in halves {
                #expect(try relay.number("streams", kind, "skips") > 0, "\(kind)")
                #expect(!radio.isOver, "\(kind)")
            }
            try expectSteady(try normal.map { try $0.end() }, metronome.allowance())
            try expectForward(try sleeper.end(), newest: normal[0].now)
            try expectSkipped(halves)
            for radio in dead { try radio.end() }
            #expect(try relay.stop().how == .exited(0))
        }
    }

    /// Those who take nothing are let go half a minute after the kernel could hold no more for them.
    private func expectDeparture(_ relay: OpenRelay, normally: [String: Int], after stall: Double) throws {
        var left = normally
        while !left.isEmpty {
            for (kind, count) in left where try relay.listeners(to: kind) == count {
                let seconds = monotonicSeconds() - stall
                tell("a stalled listener to \(kind) was let go \(seconds.short) s after it stalled")
                #expect((28...32).contains(seconds), "\(kind)")
                left[kind] = nil
            }
            guard monotonicSeconds() - stall < 36 else { break }
            rest(0.1)
        }
        #expect(left.isEmpty)
    }

    private func expectSteady(_ stories: [Radio.Story], _ allowance: Double) throws {
        let gaps = stories.map { $0.largestGap() }
        tell(
            "largest gap of ten normal listeners beside slow ones: \((gaps.max() ?? 0).short) s, noise \(allowance.short) s"
        )
        #expect(gaps.allSatisfy { $0 < 0.25 + allowance })
        for story in stories {
            let runs = CountedSound.runs(in: story.bytes, from: 44)
            #expect(runs.count == 1 && runs[0].count > Int(Self.seconds - 4) * 48_000)
        }
    }

    /// After what lay in the buffers, nothing is older than the limit.
    private func expectForward(_ story: Radio.Story, newest: Radio.Story) throws {
        let runs = CountedSound.runs(in: story.bytes, from: 44)
        #expect(runs.count == 2 || runs.count == 3, "\(runs)")
        let stall = try #require(
            story.arrivals.last { $0.seconds < (story.arrivals.first?.seconds ?? 0) + 5 })
        let buffered = runs[0].count * 4 - (stall.bytes - 44)
        tell("\((Double(buffered) / 192_000).short) s lay in buffers for one who stalled for 20 s")
        // Ours, the block on its way, and the listener's own.
        #expect(buffered < 192_000 * 5 / 8 + 16_384)
        let first = try #require(CountedSound.runs(in: newest.bytes, from: 44).first?.lowerBound)
        var worst = 0.0
        for arrival in story.arrivals where arrival.bytes > runs[0].count * 4 + 44 + 65_536 {
            let reached = newest.arrivals.last { $0.seconds <= arrival.seconds }?.bytes ?? 0
            let number = CountedSound.runs(
                in: Array(story.bytes[(arrival.bytes / 4 * 4 - 4)..<(arrival.bytes / 4 * 4)]))
            let age = first + (reached - 44) / 4 - (number.first?.lowerBound ?? 0)
            worst = max(worst, Double(age) / 48_000)
        }
        tell("behind it, nothing was older than \(worst.short) s")
        #expect(worst < 2.5)
    }

    private func expectSkipped(_ halves: [(String, Radio)]) throws {
        for (kind, radio) in halves {
            let story = try radio.end()
            guard kind != "mp3" else { continue }
            let pcm = kind == "wav" ? Array(story.bytes.dropFirst(44)) : try played(story.bytes)
            let runs = CountedSound.runs(in: pcm)
            // Half the sound, in pieces, each further on than the one before it.
            #expect(runs.count > 3, "\(kind)")
            #expect(zip(runs, runs.dropFirst()).allSatisfy { $1.lowerBound > $0.upperBound }, "\(kind)")
            tell("half speed \(kind): \(runs.count - 1) skips")
        }
    }

    private func played(_ bytes: [UInt8]) throws -> [UInt8] {
        try CountedSound.packed(FLACPlayer.playWhole(bytes))
    }
}
