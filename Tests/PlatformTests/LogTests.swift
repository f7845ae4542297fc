import Glibc
import Platform
import Synchronization
import Testing

@Suite struct `a log line` {
    private func line(_ fields: Log.Fields) -> String {
        let written = Mutex("")
        Log(write: { _, line in written.withLock { $0 += line } }).notice("segment finished", fields)
        return written.withLock { $0 }
    }

    @Test func `is the event and its fields in order`() {
        #expect(line([:]) == "segment finished")
        #expect(
            line(["path": "/a/b.flac", "frames": 48_000]) == "segment finished path=/a/b.flac frames=48000")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("two words", "\"two words\""), ("a\nb", "\"a\\nb\""),
        ("say \"x\"", "\"say \\\"x\\\"\""), ("tab\there", "\"tab?here\""), ("\u{1B}[31m", "\"?[31m\""),
        ("a\r\nb", "\"a?\\nb\""), ("back\\slash here", "\"back\\\\slash here\""), ("\u{7F}", "\"?\""),
        ("zero\0", "\"zero?\""), ("Plattenspieler-Süd", "Plattenspieler-Süd"), ("•••", "•••"),
    ])
    func `quotes what could pass for another field or line`(value: String, shown: String) {
        #expect(line(["x": value]) == "segment finished x=\(shown)")
    }

    @Test func `has the priority of the call that wrote it`() {
        let priorities = Mutex<[Int]>([])
        let log = Log(write: { priority, _ in priorities.withLock { $0.append(priority.rawValue) } })
        log.error("a")
        log.warning("b")
        log.notice("c")
        log.info("d")
        #expect(priorities.withLock { $0 } == [3, 4, 5, 6])
    }

    @Test func `shows no secret`() {
        #expect(line(["password": Secret("hunter2")]) == "segment finished password=•••")
    }

    @Test func `goes to the journal with its priority in front`() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let log = Log.standardError()
            log.warning("device lost", ["reason": "it is gone", "device": "hw:1"])
            log.info("relay stopped")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("<4>device lost reason=\"it is gone\" device=hw:1\n<6>relay stopped\n"))
    }

    @Test func `says whether it was written`() async throws {
        await #expect(processExitsWith: .exitCode(7)) {
            let log = Log.standardError()
            guard log.notice("on paper") else { exit(1) }
            let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
            guard full >= 0, dup2(full, STDERR_FILENO) >= 0 else { exit(2) }
            exit(log.notice("nowhere") ? 3 : 7)
        }
    }
}

@Suite struct `a repeated event` {
    @Test(arguments: [
        (seconds: [0], told: [1] as [Int?]),
        (seconds: [0, 1, 2, 59], told: [1, nil, nil, nil]),
        (seconds: [0, 1, 2, 60, 61, 120], told: [1, nil, nil, 3, nil, 2]),
        (seconds: [0, 3_600], told: [1, 1]),
    ])
    func `is told at once, then once a minute with how many there were`(seconds: [Int64], told: [Int?]) {
        var repetition = Repetition()
        #expect(seconds.map { repetition.count(atNanoseconds: $0 * 1_000_000_000) } == told)
    }
}
