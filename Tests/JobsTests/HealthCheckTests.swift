import Platform
import Testing

@testable import Jobs

@Suite struct `health` {
    @Test func `finds nothing wrong with a healthy machine, for hours`() throws {
        var memory = HealthMemory()
        for minute in 0..<(8 * 60) {
            var look = try Look.healthy(atSecond: 4_600 + Double(minute) * 60)
            look.memory = memory
            // The relay's memory goes up and down a little.
            look.relay.process = try .relay(bytes: 20_000_000 + minute * 7_919 % 1_500_000)
            look.tell { $0.level = minute % 25 == 0 ? 0.002 : 0.2 }
            let checks = look.checks
            #expect(checks.verdict == .ok, "\(minute): \(checks.filter { $0.verdict != .ok })")
            #expect(memory.judge(look).isEmpty)
            #expect(Remedy(look, canStart: true).deed == .nothing)
            memory.learn(look, checks)
        }
        #expect(memory.bytes.count < 8_000)
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        let check: String
        let verdict: Verdict
        let change: @Sendable (inout Look) -> Void
        var testDescription: String { "\(check) \(verdict)" }

        init(_ check: String, _ verdict: Verdict, _ change: @escaping @Sendable (inout Look) -> Void) {
            self.check = check
            self.verdict = verdict
            self.change = change
        }
    }

    static let troubles: [Trouble] = [
        Trouble("relay", .critical) { $0.relay.lock = .free },
        Trouble("relay", .unknown) { $0.relay.lock = .unknown },
        Trouble("relay", .critical) { $0.relay.answer = .silent },
        Trouble("relay", .warning) { $0.relay.answer = .notAsked("somebody else is at port 3001") },
        Trouble("frames", .critical) { look in look.tell { $0.frames -= 40_000 } },
        Trouble("capture", .warning) { look in look.tell { $0.deviceState = "lost" } },
        Trouble("gaps", .warning) { look in look.tell { $0.overruns = 3 } },
        Trouble("gaps", .warning) { look in look.tell { $0.gapFrames = 48_000 } },
        Trouble("memory", .critical) { $0.limits.memoryBytes = 19_000_000 },
        Trouble("memory", .warning) {
            $0.limits.memoryBytes = 19_000_000
            $0.memory.isStillLarge = true
        },
        Trouble("strays", .warning) { $0.relay.strays = [99] },
        Trouble("stream.wav", .critical) { $0.streams[0].bytes = 40 },
        Trouble("stream.wav", .critical) { $0.streams[0].bytes = nil },
        Trouble("stream.mp3", .critical) {
            $0.streams.append(.init(name: "mp3", bytes: 7_900, enough: 8_000))
        },
        Trouble("listeners", .warning) { look in look.tell { $0.listeners = 6 } },
        Trouble("listeners", .warning) { look in look.tell { $0.worstLagMilliseconds = 25_000 } },
        Trouble("clipping", .warning) { look in look.tell { $0.clippedSamples = 500 } },
        Trouble("hum", .warning) { $0.memory.quiet = (0..<8).map { .init(hour: $0, level: 0.05) } },
        Trouble("record", .warning) { $0.catalogue.turningSince = $0.now - 600_000_000 },
        Trouble("segments", .critical) { $0.tape.writtenAt = $0.now - 60_000_000 },
        Trouble("segments", .critical) { look in look.tell { $0.trouble = "room" } },
        Trouble("newest", .critical) { $0.tape.newestFinishedAt = $0.now - 600_000_000 },
        Trouble("decoding", .critical) {
            $0.memory.decoded = .init(about: "d/x.flac", atMicroseconds: $0.now, flaw: "it is broken")
        },
        Trouble("leftovers", .warning) { $0.tape.orphans = 2 },
        Trouble("disk", .critical) { $0.disk.freeBytes = 100_000_000 },
        Trouble("disk", .warning) { $0.disk.freeBytes = 200_000_000 },
        Trouble("forecast", .warning) { $0.disk.freeBytes = 3_000_000_000 },
        Trouble("inodes", .warning) { $0.disk.freeFiles = 1_000 },
        Trouble("writable", .critical) { $0.disk.isReadOnly = true },
        Trouble("writable", .critical) { $0.disk.obstacle = "cannot write in /x: Permission denied" },
        Trouble("catalogue", .warning) { $0.catalogue.trouble = "it is damaged" },
        Trouble("catalogue", .critical) {
            $0.memory.integrity = .init(about: "c", atMicroseconds: $0.now, flaw: "row 7 missing from index")
        },
        Trouble("job.segment", .warning) { $0.jobs[0].secondsSinceDone = 400 },
        Trouble("locks", .warning) {
            $0.jobs[0].runningPid = 7
            $0.jobs[0].runningSeconds = 30_000
        },
        Trouble("clock", .warning) { $0.isClockSynchronised = false },
        Trouble("time", .warning) { $0.tape.latestName = $0.now + 3_600_000_000 },
        Trouble("temperature", .warning) { $0.board.celsius = 78 },
        Trouble("temperature", .critical) { $0.board.celsius = 90 },
        Trouble("power", .warning) { $0.board.throttled = 0x50005 },
        Trouble("notices", .warning) {
            $0.post = Look.Post(waiting: 2, oldestAt: $0.now - 90_000_000_000, failure: "no answer")
        },
        Trouble("maintenance", .warning) {
            $0.maintenance = Maintenance(since: $0.now - 90_000_000_000, until: nil)
        },
    ]

    @Test(arguments: troubles)
    func `tells each trouble, with advice, and no other`(trouble: Trouble) throws {
        var look = try Look.healthy()
        trouble.change(&look)
        let wrong = look.checks.filter { $0.verdict != .ok }
        #expect(wrong.map(\.name) == [trouble.check] && wrong.first?.verdict == trouble.verdict, "\(wrong)")
        #expect(wrong.allSatisfy { $0.advice?.isEmpty == false })
        #expect(look.checks.verdict.status == trouble.verdict.status)
    }

    @Test func `feeds Icecast, or says what is the matter with it`() throws {
        func verdict(connected: Bool, bytes: Int, mount: Look.Icecast.Mount) throws -> Verdict? {
            var look = try Look.healthy()
            guard case .told(var first, var last, let seconds) = look.relay.answer else { return nil }
            first.icecast = .init(isConnected: connected, mount: "/x", bytesSent: 1_000)
            last.icecast = .init(isConnected: connected, mount: "/x", bytesSent: bytes)
            look.relay.answer = .told(first, last, seconds: seconds)
            look.icecast = Look.Icecast(place: "radio:8000/x", mount: mount)
            return look.verdict(of: "icecast")
        }
        #expect(try verdict(connected: true, bytes: 17_000, mount: .there) == .ok)
        #expect(try verdict(connected: true, bytes: 17_000, mount: .unknown("silent")) == .ok)
        #expect(try verdict(connected: true, bytes: 17_000, mount: .missing) == .critical)
        #expect(try verdict(connected: true, bytes: 1_000, mount: .there) == .critical)
        #expect(try verdict(connected: false, bytes: 1_000, mount: .missing) == .critical)
    }

    @Test func `takes silence of a device that is away for that, once`() throws {
        var look = try Look.healthy()
        look.tell { status in
            status.deviceState = "lost"
            status.gapFrames = 480_000
        }
        #expect(look.checks.filter { $0.verdict != .ok }.map(\.name) == ["capture"])
    }

    @Test func `respects what was meant`() throws {
        var look = try Look.healthy()
        look.maintenance = Maintenance(since: look.now, until: look.now + 1)
        look.relay.lock = .free
        look.relay.process = nil
        look.relay.answer = .notAsked("nobody")
        look.streams = []
        look.jobs = []
        #expect(look.checks.verdict == .ok)
    }

    @Test func `watches the jobs of a Lomuz player and of an origin where there is one`() throws {
        func jobs(_ text: String) throws -> [String] {
            try JobTimer.all(Settings(parsing: text, from: "test")).map(\.job)
        }
        let everywhere = ["segment", "assemble", "cleanup", "notify", "verify"]
        #expect(try jobs("") == everywhere)
        #expect(try jobs("LOMUZ_STREAM=house") == everywhere + ["sync"])
        #expect(try jobs("PUBLISH_TO=/srv/lomuz") == everywhere + ["publish", "collect"])
    }

    @Test func `names units that there are`() throws {
        var look = try Look.healthy()
        look.jobs[0].secondsSinceDone = 400
        let advice = look.checks.first { $0.name == "job.segment" }?.advice
        #expect(advice?.hasSuffix(": systemctl status vinyl-segment.timer vinyl-job@segment") == true)
    }

    @Test func `says it in one line that monitoring can read`() throws {
        var look = try Look.healthy()
        look.relay.lock = .free
        look.board.celsius = 78
        let report = HealthReport(checks: look.checks, deed: "relay\nstarted", microseconds: look.now)
        #expect(
            report.brief.hasPrefix(
                "VINYL CRITICAL - relay: not running; temperature: 78 °C; relay started | "))
        #expect(report.brief.contains("'disk'=50000000000B;") && !report.brief.contains("\n"))
        #expect(report.brief.count { $0 == "|" } == 1)
        #expect(report.json.description.contains("\"verdict\":\"critical\""))
    }
}

@Suite struct `the memory of the relay` {
    private func samples(hours: Double, _ megabytes: (Double) -> Double) -> [MemoryTrend.Sample] {
        var samples: [MemoryTrend.Sample] = []
        for step in 0...Int(hours * 6) {
            let seconds = Double(step) * 600
            MemoryTrend.add(Int(megabytes(seconds / 3_600) * 1e6), at: 5_000 + seconds, to: &samples)
        }
        return samples
    }

    /// Up to a megabyte, the same every time.
    private func noise(_ hours: Double) -> Double { Double(Int(hours * 6) * 7_919 % 1_000) / 1_000 }

    @Test func `that leaks a megabyte an hour is seen within twelve hours`() throws {
        let slope = try #require(MemoryTrend(samples(hours: 12) { 20 + $0 + noise($0) }).bytesPerHour)
        #expect(abs(slope - 1e6) < 150_000)
    }

    @Test func `that only moves up and down is not mistaken`() {
        let shapes: [(Double) -> Double] = [
            { 20 + noise($0) }, { 20 + 3 * noise($0) }, { $0 < 6 ? 20 : 28 },
            { $0 < 5 ? 20 + noise($0) : 26 + noise($0) },
            { 20 + 5 * abs($0.truncatingRemainder(dividingBy: 2) - 1) }, { 40 - $0 }, { _ in 20 },
        ]
        for (number, shape) in shapes.enumerated() {
            #expect(MemoryTrend(samples(hours: 12, shape)).bytesPerHour == nil, "\(number)")
        }
    }

    @Test func `is not judged after minutes, and not kept for days`() {
        #expect(MemoryTrend(samples(hours: 3) { 20 + 10 * $0 }).bytesPerHour == nil)
        #expect(samples(hours: 100) { $0 }.count <= 73)
    }
}

@Suite struct `what health remembers` {
    private func full() throws -> HealthMemory {
        var memory = HealthMemory()
        var look = try Look.healthy()
        look.memory.quiet = [.init(hour: 1, level: 0.5)]
        memory.boot = "b\"oot"
        memory.learn(look, look.checks)
        memory.restarts = [1, 2.5]
        memory.isStillLarge = true
        memory.failure = .init(sinceMicroseconds: 7, cause: "died")
        memory.decoded = .init(about: "x", atMicroseconds: 5, flaw: nil)
        memory.integrity = .init(about: "y", atMicroseconds: 5, flaw: "torn")
        memory.untold = [.init(type: "streaming.failed", microseconds: 3, cause: "died", downSeconds: 2)]
        return memory
    }

    @Test func `comes back as it was`() throws {
        let memory = try full()
        #expect(memory.relay != nil && !memory.samples.isEmpty && !memory.verdicts.isEmpty)
        #expect(HealthMemory(parsing: memory.bytes) == memory)
    }

    @Test func `may be torn or nonsense, and harms nobody then`() throws {
        let bytes = try full().bytes
        for length in 0..<bytes.count { _ = HealthMemory(parsing: Array(bytes[..<length])) }
        for place in bytes.indices {
            var torn = bytes
            torn[place] = UInt8(truncatingIfNeeded: place &* 31)
            _ = HealthMemory(parsing: torn)
        }
        #expect(HealthMemory(parsing: []) == nil && HealthMemory(parsing: Array("[1]".utf8)) == nil)
    }
}
