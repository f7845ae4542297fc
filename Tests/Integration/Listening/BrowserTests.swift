import Foundation
import Testing

@Suite(.enabled(if: Browser.isInstalled, "chromium and chromedriver are installed"))
struct `in Chromium` {
    @Test func `every stream plays and can be fetched, also from another site`() async throws {
        try await onThread {
            let scratch = try Scratch()
            let relay = try OpenRelay(
                ["AUDIO_DEVICE": "simulated:seed=6,lead=0.5", "LISTEN_ADDRESS": ""], in: scratch)
            let browser = try Browser(in: scratch)
            // A page of localhost is a stranger to 127.0.0.1.
            try browser.open("http://localhost:\(relay.port)/healthz")
            for stream in ["wav", "flac", "mp3"] {
                let url = "http://127.0.0.1:\(relay.port)/stream.\(stream)"
                let played = try browser.run(Self.play, url)
                #expect(played["error"] == nil, "\(stream): \(played)")
                #expect(played["seconds"] as? Double ?? 0 > 2, "\(stream): \(played)")
                tell("Chromium: \(stream) began after \(played["began"] ?? "?") s")
                let fetched = try browser.run(Self.fetch, url)
                #expect(
                    fetched["error"] == nil && fetched["bytes"] as? Int ?? 0 > 40_000, "\(stream): \(fetched)"
                )
            }
            let levels = try browser.run(Self.levels, "http://127.0.0.1:\(relay.port)/levels")
            #expect((levels["peak"] as? [Double])?.count == 2, "\(levels)")
            try browser.end()
            #expect(try relay.stop().how == .exited(0))
        }
    }

    /// As a page would: an element, a source, play.
    private static let play = """
        const [url, done] = arguments, start = performance.now(), audio = new Audio();
        let began = null;
        audio.crossOrigin = 'anonymous';
        audio.onplaying = () => { began ??= Math.round(performance.now() - start) / 1000; };
        audio.onerror = () => done({error: audio.error.code + ' ' + audio.error.message});
        audio.ontimeupdate = () => {
            if (audio.currentTime <= 2) return;
            const seconds = audio.currentTime;
            audio.ontimeupdate = audio.onerror = null;
            audio.src = '';
            done({seconds, began});
        };
        audio.src = url;
        audio.play().catch(problem => done({error: String(problem)}));
        setTimeout(() => done({error: 'too late', seconds: audio.currentTime, state: audio.readyState}), 30000);
        """

    private static let fetch = """
        const [url, done] = arguments, stop = new AbortController();
        fetch(url, {signal: stop.signal}).then(async answer => {
            const reader = answer.body.getReader();
            let bytes = 0;
            while (bytes <= 40000) bytes += (await reader.read()).value.length;
            stop.abort();
            done({bytes, type: answer.headers.get('content-type')});
        }).catch(problem => done({error: String(problem)}));
        """

    private static let levels = """
        const [url, done] = arguments, events = new EventSource(url);
        events.onmessage = event => { events.close(); done(JSON.parse(event.data)); };
        setTimeout(() => done({error: 'too late'}), 20000);
        """
}
