import Glibc
import TestSupport

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Looks again and again until there is an answer, and gives up only after a time that no healthy machine needs.
@discardableResult
func eventually<Answer>(
    _ what: String, seconds: Double = 60, every pause: Double = 0.01, _ look: () async throws -> Answer?
) async throws -> Answer {
    let end = monotonicSeconds() + seconds * sanitizerFactor
    var looks = 0
    while true {
        if let answer = try await look() { return answer }
        looks += 1
        // Other tests may have kept this one from looking for longer than that.
        guard monotonicSeconds() < end || looks < 30 else {
            throw NeverHappened(description: "waited \(seconds) s in vain until \(what)")
        }
        try await Task.sleep(for: .seconds(pause))
    }
}

func eventually(
    _ what: String, seconds: Double = 60, every pause: Double = 0.01, holds look: () async throws -> Bool
) async throws {
    try await eventually(what, seconds: seconds, every: pause) { try await look() ? true : nil }
}

func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
