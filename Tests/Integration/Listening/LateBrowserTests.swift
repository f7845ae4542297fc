import Foundation
import TestSupport
import Testing

/// A page plays every stream twice: straight from the relay through fifty seconds of digital silence, and through a
/// bottleneck that is shut for so long that the relay skips.
@Suite struct `neither a silence nor a skip makes` {
    @Test(.enabled(if: Browser.isInstalled, "chromium and chromedriver are installed"))
    func `Chromium later`() async throws {
        try await onThread { try twice { try Browser(in: $0) } }
    }

    @Test(.enabled(if: Firefox.isInstalled, "firefox-esr and PulseAudio are installed"))
    func `Firefox later`() async throws {
        let own = try Scratch()
        let soundCard = try await PulseServer(in: own)
        try await onThread { try twice { try Firefox(in: $0, soundCard: soundCard) } }
    }

    /// A machine that stands still holds a player up once; a stream that starves it, every time.
    private func twice(_ make: (Scratch) throws -> any Scriptable) throws {
        if try late(make).isEmpty { return }
        let late = try late(make)
        #expect(late.isEmpty, "\(late)")
    }

    private func late(_ make: (Scratch) throws -> any Scriptable) throws -> [String] {
        let scratch = try Scratch()
        let browser = try make(scratch)
        let path = scratch.path + "/silence.wav"
        try CountingFile.write(seconds: 75, to: path) { second, bytes in
            if (10..<60).contains(second) { bytes = [UInt8](repeating: 0, count: bytes.count) }
        }
        let relay = try OpenRelay(["AUDIO_DEVICE": "file:" + path, "MP3_LAG_MS": "5000"], in: scratch)
        let bottleneck = try Bottleneck(toPort: relay.port)
        defer { bottleneck.end() }
        let room = ListeningRoom(browser: browser, relay: relay, bottleneck: bottleneck)
        try room.play()
        let before = try room.lateness(atSecond: 8)
        let metronome = Metronome()
        try room.skip()
        let within = try room.lateness(atSecond: 57)
        let after = try room.lateness(atSecond: 63)
        let limit = 0.3 + metronome.allowance()
        try room.expectNoFault()
        try browser.end()
        #expect(try relay.stop().how == .exited(0))
        return before.keys.sorted().compactMap { name in
            guard let (first, second, third) = three(name, before, within, after) else { return name }
            tell(
                "\(type(of: browser)): \(name) made \(first.short) s late \(second.short), then \(third.short)"
            )
            // Nobody has heard what has not come.
            #expect(min(first, second, third) > 0, "\(name)")
            return max(second, third) - first < limit ? nil : "\(name): \(first), \(second), \(third)"
        }
    }

    private func three(_ name: String, _ all: [String: Double]...) -> (Double, Double, Double)? {
        let found = all.compactMap { $0[name] }
        return found.count == 3 ? (found[0], found[1], found[2]) : nil
    }
}

/// A browser with six streams, and how late it is with each.
private struct ListeningRoom {
    static let kinds = ["wav", "flac", "mp3"]
    let browser: any Scriptable
    let relay: OpenRelay
    let bottleneck: Bottleneck

    func play() throws {
        // There is a whole burst to begin with.
        try wait(untilSecond: 4)
        try browser.open("http://127.0.0.1:\(relay.port)/healthz")
        _ = try browser.run(
            Self.playScript, "http://127.0.0.1:\(relay.port)/", "http://127.0.0.1:\(bottleneck.port)/")
    }

    func wait(untilSecond second: Int) throws {
        try patiently("second \(second) of the tape", seconds: 90, every: 0.1) {
            try tape() >= Double(second)
        }
    }

    /// What each has yet to hear, in seconds: the middle one of some looks.
    ///
    /// Of the tape, by whoever hears all of it. Of what came through the bottleneck, by whoever was moved forward: when
    /// he has been, that ends where the tape does.
    func lateness(atSecond second: Int) throws -> [String: Double] {
        try wait(untilSecond: second)
        var looks: [String: [Double]] = [:]
        for _ in 0..<15 {
            let early = try given()
            let heard = try browser.run(Self.lookScript)["seconds"] as? [String: Double] ?? [:]
            let late = try given()
            for (name, seconds) in heard {
                looks[name, default: []].append(((early[name] ?? 0) + (late[name] ?? 0)) / 2 - seconds)
            }
            rest(0.08)
        }
        return looks.mapValues { $0.sorted()[$0.count / 2] }
    }

    /// One stream after the other: the readers of a Firefox wait in the few threads that all its players share.
    func skip() throws {
        for (kind, limit) in [("wav", 2), ("flac", 2), ("mp3", 5)] {
            let start = try tape()
            bottleneck.shut("/stream." + kind)
            try wait(untilSecond: Int(start.rounded(.up)) + limit + 5)
            bottleneck.shut(nil)
            try patiently("the \(kind) is skipped") { try relay.number("streams", kind, "skips") > 0 }
        }
    }

    func expectNoFault() throws {
        let faults = try browser.run(Self.lookScript)["faults"] as? [String]
        #expect(faults == [])
        for kind in Self.kinds { #expect(bottleneck.requests(for: "/stream." + kind) == 1) }
    }

    private func tape() throws -> Double { Double(try relay.number("tape", "frames")) / 48_000 }

    private func given() throws -> [String: Double] {
        let tape = try tape()
        // Silence and counted sound alike go out as FLAC frames that are not compressed.
        let bytesPerSecond: [String: Double] = ["wav": 192_000, "flac": 12 * 16_016, "mp3": 16_000]
        var given: [String: Double] = [:]
        for (kind, rate) in bytesPerSecond {
            given["silence " + kind] = tape
            given["skip " + kind] = Double(bottleneck.bytes(of: "/stream." + kind)) / rate
        }
        return given
    }

    private static let playScript = """
        const [silence, skip, done] = arguments;
        window.faults = [];
        window.players = {};
        for (const [name, base] of Object.entries({silence, skip}))
            for (const kind of ['wav', 'flac', 'mp3']) {
                const audio = players[name + ' ' + kind] = new Audio(base + 'stream.' + kind);
                const fault = what => faults.push(name + ' ' + kind + ' ' + what);
                audio.onerror = () => fault(audio.error.code + ' ' + audio.error.message);
                audio.onended = () => fault('ended');
                audio.play().catch(fault);
            }
        done({});
        """

    private static let lookScript = """
        const [done] = arguments;
        const seconds = Object.fromEntries(
            Object.entries(window.players).map(([name, audio]) => [name, audio.currentTime]));
        done({seconds, faults: window.faults});
        """
}
