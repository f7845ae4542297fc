import Audio
import Platform

extension Snapshot {
    /// `/metrics`, for Prometheus.
    var metrics: String {
        var page = MetricsPage()
        page.gauge("vinyl_healthy", "Whether sound moves and is written.", healthReason == nil ? 1 : 0)
        page.gauge("vinyl_uptime_seconds", "Since the relay started.", uptimeSeconds)
        page.counter("vinyl_tape_frames_total", "Frames on the present tape.", frames)
        page.counter("vinyl_tape_gap_frames_total", "Frames that the device did not give.", gapFrames)
        page.counter("vinyl_tape_gaps_total", "Gaps on the present tape.", gaps)
        page.counter("vinyl_capture_overruns_total", "Overruns of the device.", overruns)
        page.gauge(
            "vinyl_capture_listening", "Whether the device gives sound.", deviceState == "listening" ? 1 : 0)
        if let partsPerMillion {
            page.gauge("vinyl_capture_clock_ppm", "How far the card's clock runs from ours.", partsPerMillion)
        }
        page.counter(
            "vinyl_segments_finished_total", "Segments finished on the present tape.", writer.finishedSegments
        )
        page.counter("vinyl_segment_hole_frames_total", "Frames that are on no disk.", writer.holeFrames)
        page.gauge("vinyl_segments_writing", "Whether segments are written.", writer.trouble == nil ? 1 : 0)
        if let freeBytes {
            page.gauge("vinyl_disk_free_bytes", "Room where segments are written.", freeBytes)
        }
        if let residentBytes {
            page.gauge("vinyl_resident_memory_bytes", "Memory of the relay.", residentBytes)
        }
        addListeners(to: &page)
        addLevels(to: &page)
        if let icecast {
            page.gauge(
                "vinyl_icecast_connected", "Whether Icecast takes our stream.", icecast.isConnected ? 1 : 0)
            page.counter(
                "vinyl_icecast_reconnects_total", "Connections to Icecast begun again.", icecast.reconnects)
        }
        return page.text
    }

    private func addListeners(to page: inout MetricsPage) {
        let labelled = streams.map { ("stream=\"\($0.kind.rawValue)\"", $0) }
        page.gauge("vinyl_listeners", "Listeners now.", labelled.map { ($0.0, Double($0.1.listeners)) })
        page.gauge(
            "vinyl_listener_worst_lag_seconds", "Of the listener who is most behind.",
            labelled.map { ($0.0, Double($0.1.worstLagMilliseconds) / 1_000) })
        page.counter("vinyl_listeners_admitted_total", "Listeners ever let in.", listeners.admitted)
        page.counter("vinyl_listeners_refused_total", "Listeners turned away.", listeners.refused)
        page.counter(
            "vinyl_listener_skips_total", "Times a slow listener was moved forward.", listeners.skips)
    }

    private func addLevels(to page: inout MetricsPage) {
        guard let levels else { return }
        func labelled(_ values: [Double]) -> [(String, Double)] {
            values.enumerated().map { ("channel=\"\($0.offset)\"", $0.element) }
        }
        page.gauge("vinyl_level_peak_ratio", "Highest sample of the last 100 ms.", labelled(levels.peak))
        page.gauge("vinyl_level_rms_ratio", "RMS of the last 100 ms.", labelled(levels.rms))
        page.counter(
            "vinyl_clipped_samples_total", "Samples in runs of three or more at full scale.",
            levels.clippedSamples)
    }
}

/// Lines of Prometheus' text format.
struct MetricsPage {
    private(set) var text = ""

    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        gauge(name, help, [("", Double(value))])
    }
    mutating func gauge(_ name: String, _ help: String, _ value: Double) { gauge(name, help, [("", value)]) }
    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        add("counter", name, help, [("", Double(value))])
    }
    mutating func gauge(_ name: String, _ help: String, _ values: [(label: String, value: Double)]) {
        add("gauge", name, help, values)
    }

    private mutating func add(
        _ kind: String, _ name: String, _ help: String, _ values: [(label: String, value: Double)]
    ) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        for (label, value) in values {
            text += name + (label.isEmpty ? "" : "{\(label)}") + " " + Self.number(value) + "\n"
        }
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
