import Foundation
import Glibc
import TestSupport

/// Runs what blocks on a thread of its own: the tests' own threads are few, and others keep them busy.
func onThread<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withTaskExecutorPreference(OwnThread()) { try body() }
}

/// Still part of the test's task, so that what fails there fails in that test.
private final class OwnThread: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Like ``eventually(_:seconds:every:_:)``, for a thread that may block.
@discardableResult
func patiently<Answer>(
    _ what: String, seconds: Double = 30, every pause: Double = 0.01, _ look: () throws -> Answer?
) throws -> Answer {
    let end = monotonicSeconds() + seconds * sanitizerFactor
    while true {
        if let answer = try look() { return answer }
        guard monotonicSeconds() < end else {
            throw NeverHappened(description: "waited \(seconds) s in vain until \(what)")
        }
        rest(pause)
    }
}

func patiently(
    _ what: String, seconds: Double = 30, every pause: Double = 0.01, holds look: () throws -> Bool
) throws {
    try patiently(what, seconds: seconds, every: pause) { try look() ? true : nil }
}

func rest(_ seconds: Double) {
    guard seconds > 0 else { return }
    usleep(useconds_t(seconds * 1e6))
}

/// Tells a measured figure to whoever reads the test's output.
func tell(_ figure: String) { print("   measured: " + figure) }

extension Double {
    /// With three decimals.
    var short: String { "\((self * 1_000).rounded() / 1_000)" }
}
