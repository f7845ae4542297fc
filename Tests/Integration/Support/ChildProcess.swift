import Glibc
import Platform
import Synchronization

/// A program that this test started, and the only kind of process it ever ends.
final class ChildProcess: Sendable {
    struct Ending: Sendable, Equatable {
        enum How: Sendable, Equatable { case exited(Int32), killed(Int32) }

        let how: How
        /// Of the processor, spent by the program.
        let seconds: Double

        static func == (left: Ending, right: Ending) -> Bool { left.how == right.how }
    }

    let pid: pid_t
    private let ending = Mutex<Ending?>(nil)

    /// Standard output and error go to files; standard input gives nothing.
    init(
        _ path: String, _ arguments: [String] = [], environment: [String: String],
        output: String = "/dev/null",
        errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = CStrings([path] + arguments)
        // What is preloaded here for a sanitizer belongs into every program.
        let preloaded = getenv("LD_PRELOAD").map { ["LD_PRELOAD": String(cString: $0)] } ?? [:]
        let variables = CStrings(environment.merging(preloaded) { own, _ in own }.map { "\($0)=\($1)" })
        var pid = pid_t()
        let code = posix_spawnp(&pid, path, &actions, &attributes, words.pointers, variables.pointers)
        guard code == 0 else { throw SystemError(code, doing: "start \(path)") }
        self.pid = pid
    }

    deinit { end() }

    /// How it ended, or nil while it runs.
    var ended: Ending? { ending.withLock { look(&$0, WNOHANG) } }

    /// Does nothing to a program that has ended, whose number may be somebody else's by now.
    func signal(_ number: Int32) {
        ending.withLock {
            guard look(&$0, WNOHANG) == nil else { return }
            kill(pid, number)
        }
    }

    /// Ends it at once and for certain.
    @discardableResult
    func end() -> Ending? {
        signal(SIGKILL)
        return ending.withLock { look(&$0, 0) }
    }

    func waitUntilEnded(seconds: Double = 60) async throws -> Ending {
        try await eventually("process \(pid) ends", seconds: seconds, every: 0.002) { ended }
    }

    /// Seconds until it ended, seen from one thread that does nothing else: other tests cannot delay the look.
    func secondsUntilEnded(after signal: Int32, most: Double = 20) -> Double {
        let start = monotonicSeconds()
        self.signal(signal)
        while ended == nil && monotonicSeconds() - start < most { usleep(1_000) }
        return monotonicSeconds() - start
    }

    /// Waits until it has had so much of the processor, however busy the machine is, or has ended.
    func wait(untilSpending seconds: Double) {
        var clock = clockid_t()
        var spent = timespec()
        while clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &spent) == 0,
            Double(spent.tv_sec) + Double(spent.tv_nsec) / 1e9 < seconds, ended == nil
        {
            usleep(200)
        }
    }

    private func look(_ ending: inout Ending?, _ options: Int32) -> Ending? {
        if ending != nil { return ending }
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(pid, &status, options, &usage) == pid else { return nil }
        let signal = status & 0x7F
        ending = Ending(
            how: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal),
            seconds: seconds(usage.ru_utime) + seconds(usage.ru_stime))
        return ending
    }
}

private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

/// A list of strings as C wants it, for as long as this lives.
private final class CStrings {
    private(set) var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    deinit { for pointer in pointers { free(pointer) } }
}
