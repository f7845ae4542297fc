import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: Browser.isInstalled, "chromium and chromedriver are installed"))
struct `the page` {
    @Test func `knows its name, plays after one click, and again after the relay has been away`() async throws
    {
        try await onThread {
            let scratch = try Scratch()
            let settings = [
                "AUDIO_DEVICE": "simulated:seed=6,lead=0.5", "STREAM_NAME": "Küche",
                "LISTEN_PORT": "\(try Doorstep.freePort())",
            ]
            let relay = try OpenRelay(settings, in: scratch)
            let browser = try Browser(in: scratch)
            try browser.open("http://127.0.0.1:\(relay.port)/")
            try patiently("it has a name") { try look(browser)["title"] as? String == "Küche" }
            #expect(try look(browser)["heading"] as? String == "Küche")
            _ = try browser.run("document.getElementById('play').click(); arguments[0]({});")
            try patiently("it plays") { try seconds(browser) > 2 }
            relay.process.child.end()
            try patiently("it notices", seconds: 60) { try seconds(browser) == 0 }
            let next = try OpenRelay(settings, in: scratch)
            try patiently("it plays again", seconds: 60) { try seconds(browser) > 2 }
            let seen = try look(browser)
            #expect(seen["origins"] as? [String] == ["http://127.0.0.1:\(relay.port)"], "\(seen)")
            try browser.end()
            #expect(try next.stop().how == .exited(0))
        }
    }

    private func seconds(_ browser: Browser) throws -> Double {
        (try look(browser)["seconds"] as? NSNumber)?.doubleValue ?? -1
    }

    private func look(_ browser: Browser) throws -> [String: Any] { try browser.run(Self.look) }

    private static let look = """
        const origins = new Set(performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin));
        arguments[0]({
            title: document.title, heading: document.querySelector('h1').textContent,
            seconds: document.querySelector('audio').currentTime, origins: [...origins],
        });
        """
}
