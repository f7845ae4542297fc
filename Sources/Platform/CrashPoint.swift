import Glibc

/// Places where a test can have the program die as by `kill -9`: `VINYL_CRASH_AT=name`, or `name:3` for the third time
/// it comes by.
package enum CrashPoint {
    private static let wanted: (name: String, visit: Int)? = {
        guard let text = getenv("VINYL_CRASH_AT").map({ String(cString: $0) }) else { return nil }
        let parts = text.split(separator: ":")
        return parts.first.map { (String($0), parts.count > 1 ? Int(parts[1]) ?? 1 : 1) }
    }()

    /// Only the one thread that commits passes points that are wanted more than once.
    nonisolated(unsafe) private static var visits = 0

    package static func pass(_ name: String) {
        guard let wanted, wanted.name == name else { return }
        visits += 1
        if visits >= wanted.visit { kill(getpid(), SIGKILL) }
    }
}
