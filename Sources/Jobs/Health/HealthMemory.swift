import Platform

/// What one look leaves for the next. It may be lost at any time: then nothing is compared.
struct HealthMemory: Equatable {
    struct Relay: Equatable {
        var startNanoseconds: Int64
        var tape: String
        var overruns: Int
        var gapFrames: Int
        var clippedSamples: Int
        var icecastBytes: Int
        var refused: Int
    }

    struct Failure: Equatable {
        var sinceMicroseconds: Int64
        var cause: String
    }

    /// Memory of the relay: seconds of the machine's clock, bytes.
    typealias Sample = MemoryTrend.Sample
    /// The lowest level within an hour of the machine's clock.
    struct Quiet: Equatable {
        var hour: Int
        var level: Double
    }

    /// What was found out at some cost, and holds for a while.
    struct Finding: Equatable {
        var about: String
        var atMicroseconds: Int64
        var flaw: String?
    }

    var boot = ""
    var seconds = 0.0
    var relay: Relay?
    /// When sound was last seen to move.
    var movedMicroseconds: Int64?
    var samples: [Sample] = []
    var quiet: [Quiet] = []
    var restarts: [Double] = []
    var failure: Failure?
    /// It was started anew for its memory, and has not been seen below the limit since.
    var isStillLarge = false
    var decoded: Finding?
    var integrity: Finding?
    /// By the name of the check.
    var verdicts: [String: String] = [:]
    /// Events that could not be written down yet: type, time, details.
    var untold: [Told] = []

    struct Told: Equatable {
        var type: String
        var microseconds: Int64
        var cause: String
        var downSeconds: Double?
    }
}

extension HealthMemory {
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let boot = json["boot"]?.asText,
            let seconds = json["seconds"]?.asNumber
        else { return nil }
        self.init()
        self.boot = boot
        self.seconds = seconds
        relay = json["relay"].flatMap(Relay.init)
        movedMicroseconds = json["moved_us"]?.asWhole.map(Int64.init)
        samples = Self.pairs(json["memory"]).map { Sample(seconds: $0.0, bytes: $0.1) }
        quiet = Self.pairs(json["quiet"]).compactMap { pair in
            Int(exactly: pair.0).map { Quiet(hour: $0, level: pair.1) }
        }
        restarts = json["restarts"]?.asArray?.compactMap(\.asNumber) ?? []
        failure = json["failure"].flatMap(Failure.init)
        isStillLarge = json["still_large"]?.asYesNo ?? false
        decoded = json["decoded"].flatMap(Finding.init)
        integrity = json["integrity"].flatMap(Finding.init)
        for (name, value) in json["verdicts"]?.asMembers ?? [] { verdicts[name] = value.asText }
        untold = json["untold"]?.asArray?.compactMap(Told.init) ?? []
    }

    private static func pairs(_ json: JSON?) -> [(Double, Double)] {
        (json?.asArray ?? []).compactMap { pair in
            guard let numbers = pair.asArray?.compactMap(\.asNumber), numbers.count == 2 else { return nil }
            return (numbers[0], numbers[1])
        }
    }

    var bytes: [UInt8] { Array((json.description + "\n").utf8) }

    private var json: JSON {
        .object([
            ("boot", .text(boot)), ("seconds", .number(seconds)), ("relay", relay?.json ?? .null),
            ("moved_us", .time(movedMicroseconds)),
            ("memory", .array(samples.map { .array([.number($0.seconds), .number($0.bytes)]) })),
            ("quiet", .array(quiet.map { .array([.whole($0.hour), .number($0.level)]) })),
            ("restarts", .array(restarts.map(JSON.number))), ("failure", failure?.json ?? .null),
            ("still_large", .yesNo(isStillLarge)),
            ("decoded", decoded?.json ?? .null), ("integrity", integrity?.json ?? .null),
            ("verdicts", .object(verdicts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })),
            ("untold", .array(untold.map(\.json))),
        ])
    }
}

extension JSON {
    fileprivate static func time(_ microseconds: Int64?) -> JSON { .optional(microseconds.map { Int($0) }) }
}

extension HealthMemory.Relay {
    fileprivate init?(_ json: JSON) {
        guard let start = json["start_ns"]?.asWhole, let tape = json["tape"]?.asText else { return nil }
        func number(_ key: String) -> Int { json[key]?.asWhole ?? 0 }
        self.init(
            startNanoseconds: Int64(start), tape: tape, overruns: number("overruns"),
            gapFrames: number("gap_frames"), clippedSamples: number("clipped"),
            icecastBytes: number("icecast_bytes"), refused: number("refused"))
    }

    fileprivate var json: JSON {
        .object([
            ("start_ns", .whole(Int(startNanoseconds))), ("tape", .text(tape)),
            ("overruns", .whole(overruns)),
            ("gap_frames", .whole(gapFrames)), ("clipped", .whole(clippedSamples)),
            ("icecast_bytes", .whole(icecastBytes)), ("refused", .whole(refused)),
        ])
    }
}

extension HealthMemory.Failure {
    fileprivate init?(_ json: JSON) {
        guard let since = json["since_us"]?.asWhole, let cause = json["cause"]?.asText else { return nil }
        self.init(sinceMicroseconds: Int64(since), cause: cause)
    }

    fileprivate var json: JSON {
        .object([("since_us", .whole(Int(sinceMicroseconds))), ("cause", .text(cause))])
    }
}

extension HealthMemory.Finding {
    fileprivate init?(_ json: JSON) {
        guard let about = json["about"]?.asText, let at = json["at_us"]?.asWhole else { return nil }
        self.init(about: about, atMicroseconds: Int64(at), flaw: json["flaw"]?.asText)
    }

    fileprivate var json: JSON {
        .object([
            ("about", .text(about)), ("at_us", .whole(Int(atMicroseconds))), ("flaw", .optional(flaw)),
        ])
    }
}

extension HealthMemory.Told {
    fileprivate init?(_ json: JSON) {
        guard let type = json["type"]?.asText, let at = json["at_us"]?.asWhole,
            let cause = json["cause"]?.asText
        else { return nil }
        self.init(
            type: type, microseconds: Int64(at), cause: cause, downSeconds: json["seconds"]?.asNumber)
    }

    fileprivate var json: JSON {
        .object([
            ("type", .text(type)), ("at_us", .whole(Int(microseconds))), ("cause", .text(cause)),
            ("seconds", downSeconds.map(JSON.number) ?? .null),
        ])
    }
}
