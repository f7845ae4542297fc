import Platform
import Testing

@testable import Jobs

@Suite struct `a restart` {
    private func deed(_ change: (inout Look) throws -> Void, canStart: Bool = true) throws -> Remedy.Deed {
        var look = try Look.healthy()
        try change(&look)
        return Remedy(look, canStart: canStart).deed
    }

    @Test func `is for a relay that hangs, stands still, swells or is gone`() throws {
        #expect(try deed { $0.relay.answer = .silent } == .renew)
        #expect(try deed { look in look.tell { $0.frames -= 48_000 } } == .renew)
        #expect(try deed { $0.limits.memoryBytes = 1 } == .renew)
        #expect(try deed { $0.relay.lock = .free } == .start)
        #expect(try deed({ $0.relay.lock = .free }, canStart: false) == .nothing)
    }

    @Test func `is not for what it cannot cure`() throws {
        #expect(try deed { _ in } == .nothing)
        #expect(try deed { look in look.tell { $0.deviceState = "lost" } } == .nothing)
        #expect(try deed { look in look.tell { $0.trouble = "room" } } == .nothing)
        #expect(try deed { $0.disk.freeBytes = 0 } == .nothing)
        #expect(try deed { $0.tape.writtenAt = 0 } == .nothing)
        #expect(try deed { $0.relay.answer = .notAsked("somebody else is at the port") } == .nothing)
        #expect(try deed { $0.relay.lock = .unknown } == .nothing)
        #expect(try deed { $0.streams[0].bytes = 0 } == .nothing)
    }

    @Test func `leaves a file its own pace, and a young relay its time`() throws {
        let still: (inout Look) throws -> Void = { look in
            guard case .told(var first, _, let seconds) = look.relay.answer else { return }
            first.deviceName = "file:/tmp/fifo"
            look.relay.answer = .told(first, first, seconds: seconds)
        }
        #expect(try deed(still) == .nothing)
        #expect(
            try deed { look in
                look.relay.answer = .silent
                look.relay.process = try .relay(startSeconds: 4_595)
            } == .nothing)
    }

    @Test func `for memory is neither for a young relay nor for one that needs it`() throws {
        let large: (inout Look) -> Void = { $0.limits.memoryBytes = 19_000_000 }
        var look = try Look.healthy()
        large(&look)
        #expect(Remedy(look, canStart: true).deed == .renew)
        var young = look
        young.relay.process = try .relay(startSeconds: 4_600 - 1_799)
        #expect(Remedy(young, canStart: true).deed == .nothing && young.verdict(of: "memory") == .warning)
        look.memory.isStillLarge = true
        look.memory.learn(look, look.checks)
        #expect(Remedy(look, canStart: true).deed == .nothing)
        let advice = look.checks.first { $0.name == "memory" }?.advice
        #expect(advice?.contains("MEMORY_LIMIT_MB") == true)
        // One that was small after the restart leaks.
        look.limits.memoryBytes = 21_000_000
        look.memory.learn(look, look.checks)
        large(&look)
        #expect(Remedy(look, canStart: true).deed == .renew)
    }

    @Test func `is not while somebody works on it`() throws {
        for change: (inout Look) -> Void in [{ $0.relay.lock = .free }, { $0.relay.answer = .silent }] {
            let deed = try deed { look in
                change(&look)
                look.maintenance = Maintenance(since: look.now, until: nil)
            }
            #expect(deed == .nothing)
        }
    }

    @Test func `comes at once, then later and later, and ten times in an hour at most`() {
        var times: [Double] = []
        var now = 10_000.0
        while now < 10_000 + 3_600 {
            if RestartHistory(times).answer(at: now) == .allowed { times.append(now) }
            now += 10
        }
        #expect(times.count == 10)
        let pauses = zip(times.dropFirst(), times).map(-)
        #expect(Array(pauses.prefix(5)) == [30, 60, 120, 240, 480])
        #expect(RestartHistory(times).answer(at: times[9] + 30) == .givenUp)
        #expect(RestartHistory(times).answer(at: times[9] + 3_599) != .givenUp)
        #expect(RestartHistory([9_999]).answer(at: 10_000) == .wait(seconds: 29))
        #expect(RestartHistory.forgetting(times + [99_999], at: 13_700).count < 10)
    }
}

@Suite struct `an interruption` {
    private func died(_ look: inout Look) throws {
        look.relay.process = try .relay(startSeconds: 4_590)
        look.tell { $0.followsDeath = true }
        look.tape.lastOfOthersAt = look.now - 12_000_000
    }

    @Test func `is told when it begins and when it is over, with its cause and its length`() throws {
        var memory = HealthMemory()
        var look = try Look.healthy()
        memory.learn(look, look.checks)
        look.now += 60_000_000
        look.seconds += 60
        look.relay.answer = .silent
        look.tape.writtenAt = look.now - 20_000_000
        let begun = memory.judge(look)
        #expect(begun.map(\.type) == ["streaming.failed"] && begun[0].cause == "did not answer")
        #expect(begun[0].microseconds == look.now - 20_000_000)
        #expect(memory.judge(look).isEmpty)
        var back = try Look.healthy(atSecond: look.seconds + 60)
        back.relay.process = try .relay(startSeconds: Int(look.seconds) + 10)
        let over = memory.judge(back)
        #expect(over.map(\.type) == ["streaming.recovered"] && over[0].downSeconds == 30)
        #expect(over[0].cause == "did not answer" && memory.judge(back).isEmpty)
    }

    @Test func `that came and went between two looks is told all the same`() throws {
        var look = try Look.healthy()
        var memory = look.memory
        memory.movedMicroseconds = look.now - 60_000_000
        try died(&look)
        let told = memory.judge(look)
        #expect(told.map(\.type) == ["streaming.failed", "streaming.recovered"])
        #expect(told.last?.downSeconds == 2 && told.last?.cause == "died")
    }

    @Test func `that came before anything is remembered is told, too, as after a power cut`() throws {
        var look = try Look.healthy()
        try died(&look)
        look.memory = HealthMemory()
        var memory = HealthMemory()
        #expect(memory.judge(look).map(\.type) == ["streaming.failed", "streaming.recovered"])
        memory.learn(look, look.checks)
        #expect(memory.judge(look).isEmpty)
        look.relay.process = try .relay(startSeconds: 1_000)
        var late = HealthMemory()
        #expect(late.judge(look).isEmpty)
    }

    @Test func `that was meant is none`() throws {
        var look = try Look.healthy()
        var memory = look.memory
        try died(&look)
        look.tell { $0.followsDeath = false }
        #expect(memory.judge(look).isEmpty)
        look.relay.lock = .free
        look.maintenance = Maintenance(since: look.now, until: nil)
        #expect(memory.judge(look).isEmpty)
    }

    @Test func `is none where no relay ever ran`() throws {
        var look = try Look.healthy()
        var memory = HealthMemory()
        look.relay.lock = .free
        #expect(memory.judge(look).isEmpty)
    }
}

@Suite struct `a job that crashed` {
    @Test func `is told of by systemd, and one that only failed is not`() {
        func crash(_ result: String, _ status: String) -> Crash? {
            Crash([
                "MONITOR_SERVICE_RESULT": result, "MONITOR_EXIT_STATUS": status,
                "MONITOR_UNIT": "vinyl-job@segment.service",
            ])
        }
        #expect(
            crash("signal", "SEGV")?.cause == "signal SEGV" && crash("core-dump", "ABRT")?.job == "segment")
        #expect(crash("timeout", "TERM")?.cause == "timeout" && crash("oom-kill", "9")?.cause == "oom-kill")
        #expect(crash("exit-code", "78") == nil && crash("success", "0") == nil && Crash([:]) == nil)
    }
}
