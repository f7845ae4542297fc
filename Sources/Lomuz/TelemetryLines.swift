import Platform

extension Telemetry.Line {
    /// Without the line feed.
    package var text: String { json.canonical }

    package init(parsing bytes: [UInt8]) throws(Refusal) {
        let what = "a line of telemetry"
        guard bytes.count <= 4_096 else { throw Refusal(what, "it is too long") }
        let members = try Members(try StrictReader.read(bytes, what), what)
        number = try members.whole("n", 1...Limits.integers.upperBound)
        at = try members.whole("at", Limits.times)
        switch try members.text("type") {
        case "play": content = .play(try Telemetry.Play(members))
        case "sync": content = .sync(try Telemetry.Sync(members))
        case "device": content = .device(try Telemetry.Device(members))
        default: throw members.refusal("its type is none of play, sync, device")
        }
    }

    private var json: JSON {
        let (type, rest): (String, [(key: String, value: JSON)]) =
            switch content {
            case .play(let play): ("play", play.members)
            case .sync(let sync): ("sync", sync.members)
            case .device(let device): ("device", device.members)
            }
        return .object([("n", .whole(number)), ("at", .whole(at)), ("type", .text(type))] + rest)
    }
}

extension Telemetry.Play {
    fileprivate init(_ members: Members) throws(Refusal) {
        asset = try members.id("asset")
        sha256 = try members.optionalFingerprint("sha256")
        playlist = members.has("playlist") ? try members.id("playlist") : nil
        rule = try members.text("rule", most: 64)
        guard let result = Result(rawValue: try members.text("result")) else {
            throw members.refusal("its result is none of completed, skipped, failed, unknown")
        }
        self.result = result
        milliseconds = try members.optionalWhole("ms", 0...Int(Int32.max))
    }

    fileprivate var members: [(key: String, value: JSON)] {
        [
            ("asset", .text(asset)), ("sha256", .optional(sha256?.hexadecimal)),
            ("playlist", .optional(playlist)), ("rule", .text(rule)), ("result", .text(result.rawValue)),
            ("ms", .optional(milliseconds)),
        ]
    }
}

extension Telemetry.Sync {
    fileprivate init(_ members: Members) throws(Refusal) {
        from = try members.optionalFingerprint("from")
        to = try members.optionalFingerprint("to")
        way = try members.text("way", most: 64)
        result = try members.text("result", most: 500)
        requests = try members.whole("requests", 0...Int(Int32.max))
        bytes = try members.whole("bytes", 0...Limits.integers.upperBound)
    }

    fileprivate var members: [(key: String, value: JSON)] {
        [
            ("from", .optional(from?.hexadecimal)), ("to", .optional(to?.hexadecimal)), ("way", .text(way)),
            ("result", .text(result)), ("requests", .whole(requests)), ("bytes", .whole(bytes)),
        ]
    }
}

extension Telemetry.Device {
    fileprivate init(_ members: Members) throws(Refusal) {
        appVersion = try members.text("app_version", most: 64)
        state = try members.optionalFingerprint("state")
        assets = try members.whole("assets", 0...Limits.records)
        cachedAssets = try members.whole("cached_assets", 0...Limits.records)
        poisoned = try members.whole("poisoned", 0...Limits.records)
        freeBytes = try members.whole("free_bytes", 0...Limits.integers.upperBound)
        isClockSynchronised = try members.yesNo("clock_synchronised")
        dropped = try members.whole("dropped", 0...Limits.integers.upperBound)
    }

    fileprivate var members: [(key: String, value: JSON)] {
        [
            ("app_version", .text(appVersion)), ("state", .optional(state?.hexadecimal)),
            ("assets", .whole(assets)), ("cached_assets", .whole(cachedAssets)),
            ("poisoned", .whole(poisoned)), ("free_bytes", .whole(freeBytes)),
            ("clock_synchronised", .yesNo(isClockSynchronised)), ("dropped", .whole(dropped)),
        ]
    }
}

extension Members {
    fileprivate func optionalFingerprint(_ key: String) throws(Refusal) -> Fingerprint? {
        has(key) ? try fingerprint(key) : nil
    }
}
