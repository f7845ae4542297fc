import Foundation
import Platform
import Testing

@testable import Audio
@testable import Relay

@Suite struct `what the relay says of itself` {
    @Test func `is text that Prometheus reads`() throws {
        for snapshot in [try snapshot(), try full()] {
            let families = try PrometheusText.parse(snapshot.metrics)
            #expect(families["vinyl_healthy"]?["vinyl_healthy"] == (snapshot.healthReason == nil ? 1 : 0))
            #expect(families["vinyl_listeners"]?.count == 3)
        }
        let families = try PrometheusText.parse(try full().metrics)
        #expect(families["vinyl_level_peak_ratio"]?["vinyl_level_peak_ratio{channel=\"1\"}"] == 0.5)
        #expect(families["vinyl_clipped_samples_total"]?["vinyl_clipped_samples_total"] == 12)
        #expect(families["vinyl_capture_clock_ppm"]?["vinyl_capture_clock_ppm"] == -38.25)
        #expect(families["vinyl_icecast_connected"]?["vinyl_icecast_connected"] == 1)
        let worst = families["vinyl_listener_worst_lag_seconds"]
        #expect(worst?["vinyl_listener_worst_lag_seconds{stream=\"flac\"}"] == 1.234)
    }

    @Test func `is JSON`() throws {
        for snapshot in [try snapshot(), try full()] {
            let text = snapshot.json.description
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            #expect(object?["healthy"] as? Bool == (snapshot.healthReason == nil))
            #expect(object?["reason"] as? String == snapshot.healthReason)
            let device = object?["device"] as? [String: Any]
            #expect(device?["name"] as? String == snapshot.device)
            let streams = object?["streams"] as? [String: [String: Int]]
            #expect(streams?.keys.sorted() == ["flac", "mp3", "wav"])
        }
    }

    @Test(arguments: [
        "", "plain", "\"quoted\" \\ and / slashed", "tab\tline\nreturn\r\u{0}\u{1}\u{1F}\u{7F}",
        "Grüße \u{1F3B5}",
        "\u{2028}\u{2029}\u{FFFD}\u{10FFFF}", "e\u{301}",
    ])
    func `brings any text through`(text: String) throws {
        let json = JSON.object([(text, .array([.text(text)]))]).description
        #expect(json.utf8.allSatisfy { $0 >= 0x20 })
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [String]]
        let found = try #require(object?.first)
        #expect(
            Array(found.key.utf8) == Array(text.utf8)
                && found.value.map { Array($0.utf8) } == [Array(text.utf8)])
    }

    @Test func `has no numbers that JSON does not know`() {
        let numbers = [Double.nan, .infinity, -.infinity, 0.123_456, -0.0, 1e-9, 123_456_789.5]
        let text = JSON.array(numbers.map(JSON.number)).description
        #expect(text == "[null,null,null,0.12346,-0.0,0.0,123456789.5]")
    }

    private func snapshot() throws -> Snapshot {
        let settings = try Studio.settings()
        let notebook = Notebook()
        let air = OnAir(tape: Studio().tape, settings: settings, log: notebook.log) { _ in }
        return Snapshot(air, station: Station(settings: settings, log: notebook.log))
    }

    private func full() throws -> Snapshot {
        var snapshot = try snapshot()
        snapshot.device = "plughw:CARD=\"Ünlikely\"\\"
        snapshot.healthReason = "the disk is\nfull"
        snapshot.partsPerMillion = -38.25
        snapshot.levels = Levels(peak: [1, 0.5], rms: [0.25, 1e-7], clippedSamples: 12)
        snapshot.streams[1].worstLagMilliseconds = 1_234
        snapshot.icecast = IcecastReport(isConnected: true, bytesSent: 1 << 40, reconnects: 3, mount: "/a b")
        return snapshot
    }
}
