import Platform

@testable import Jobs

extension ProcessFacts {
    /// As the kernel writes it.
    static func relay(pid: Int = 4_711, startSeconds: Int = 1_000, bytes: Int = 20_000_000) throws
        -> ProcessFacts
    {
        let middle = Array(repeating: "0", count: 18).joined(separator: " ")
        let stat = "\(pid) (vinyl-relay) S \(middle) \(startSeconds * 100) 0 \(bytes / 4_096)"
        guard let facts = ProcessFacts(pid: pid, stat: stat) else {
            throw SystemError(0, doing: "make up a process")
        }
        return facts
    }
}

extension Look {
    static let nowOfTests: Int64 = 1_795_291_200_000_000

    /// A machine that is as it should be: the relay runs for an hour, everything is done in time.
    static func healthy(atSecond second: Double = 4_600) throws -> Look {
        var look = Look()
        look.seconds = second
        look.now = nowOfTests + Int64((second - 4_600) * 1e6)
        look.relay.lock = .held(pid: 4_711)
        look.relay.process = try .relay()
        var first = RelayStatus()
        first.tape = "aaaaaaaa"
        first.frames = Int(second - 1_000) * 48_000
        first.deviceName = "plughw:CARD=CODEC"
        first.deviceState = "listening"
        first.listeners = 2
        first.level = 0.001
        var last = first
        last.frames += 48_000
        look.relay.answer = .told(first, last, seconds: 1)
        look.streams = [.init(name: "wav", bytes: 200_000, enough: 96_000)]
        look.tape = Look.Tape(
            writtenAt: look.now - 100_000, lastOfOthersAt: nil, newestFinished: "d/x.flac",
            newestFinishedAt: look.now - 30_000_000, orphans: 0, latestName: look.now - 30_000_000)
        look.disk = Look.Room(
            freeBytes: 50_000_000_000, freeFiles: 900_000, allFiles: 1_000_000, isReadOnly: false,
            obstacle: nil,
            segmentBytes: 5_000_000_000, segmentHours: 20)
        look.jobs = [.init(name: "segment", period: 60, secondsSinceDone: 20)]
        look.board = Look.Board(celsius: 48, throttled: 0)
        look.memory.relay = HealthMemory.Relay(
            startNanoseconds: 1_000_000_000_000, tape: "aaaaaaaa", overruns: 0, gapFrames: 0,
            clippedSamples: 0,
            icecastBytes: 0, refused: 0)
        look.memory.movedMicroseconds = look.now - 60_000_000
        return look
    }

    mutating func tell(_ change: (inout RelayStatus) -> Void) {
        guard case .told(let first, var last, let seconds) = relay.answer else { return }
        change(&last)
        relay.answer = .told(first, last, seconds: seconds)
    }

    func verdict(of name: String) -> Verdict? { checks.first { $0.name == name }?.verdict }
}
