import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Platform

/// Tells another thread that it may end.
final class Stop: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
}

@Suite struct `a worker thread` {
    @Test(arguments: [("capture", "capture"), ("a-name-that-is-too-long", "a-name-that-is-"), ("", "")])
    func `bears its name, as far as the kernel keeps it`(name: String, kept: String) throws {
        let seen = Mutex<[UInt8]>([])
        let thread = try WorkerThread(name: name) {
            let comm = try? Files.read("/proc/thread-self/comm")
            seen.withLock { $0 = comm ?? [] }
        }
        thread.join()
        #expect(String(decoding: seen.withLock { $0 }, as: UTF8.self) == kept + "\n")
    }

    @Test func `is done when it is joined`() throws {
        let sum = Atomic(0)
        let threads = try (1...8).map { number in
            try WorkerThread(name: "adder") {
                for _ in 0..<1_000 { sum.add(number, ordering: .relaxed) }
            }
        }
        for thread in threads { thread.join() }
        #expect(sum.load(ordering: .relaxed) == 36_000)
    }

    @Test func `lets go of what it was given`() throws {
        final class Burden: Sendable {}
        weak var burden: Burden?
        do {
            let carried = Burden()
            burden = carried
            try WorkerThread(name: "porter") { withExtendedLifetime(carried) {} }.join()
        }
        #expect(burden == nil)
    }

    @Test func `that cannot start says so`() {
        let error = #expect(throws: SystemError.self) {
            _ = try WorkerThread(name: "huge", stackBytes: 1 << 60) {}
        }
        #expect(error?.doing == "start thread huge")
    }
}

@Suite struct `a bell` {
    @Test func `does not let wait who has missed a ring`() {
        let bell = Bell()
        let seen = bell.count
        bell.ring()
        let start = Clock.system.monotonicNanoseconds()
        bell.wait(since: seen, milliseconds: 60_000)
        #expect(Clock.system.monotonicNanoseconds() - start < 30_000_000_000)
        #expect(bell.count == seen + 1)
    }

    @Test func `lets go when the time is over`() {
        let bell = Bell()
        let start = Clock.system.monotonicNanoseconds()
        bell.wait(since: bell.count, milliseconds: 20)
        #expect(Clock.system.monotonicNanoseconds() - start >= 15_000_000)
        bell.wait(since: bell.count, milliseconds: 0)
    }

    @Test func `wakes all who wait, and no ring is lost`() throws {
        let bell = Bell()
        let stage = Atomic(0)
        let arrived = Atomic(0)
        let threads = try (0..<4).map { _ in
            try WorkerThread(name: "waiter") {
                for wanted in 1...200 {
                    while true {
                        let seen = bell.count
                        if stage.load(ordering: .acquiring) >= wanted { break }
                        bell.wait(since: seen, milliseconds: 60_000)
                    }
                    arrived.add(1, ordering: .releasing)
                    bell.ring()
                }
            }
        }
        for wanted in 1...200 {
            stage.store(wanted, ordering: .releasing)
            bell.ring()
            while arrived.load(ordering: .acquiring) < wanted * 4 {
                let seen = bell.count
                if arrived.load(ordering: .acquiring) < wanted * 4 {
                    bell.wait(since: seen, milliseconds: 60_000)
                }
            }
        }
        for thread in threads { thread.join() }
    }
}
