import CLinux
import Glibc

/// The time, as whoever needs it is given it: durations run on the monotonic clock, labels come from the wall clock.
package struct Clock: Sendable {
    /// Runs on through suspension of the machine, and never steps.
    package var monotonicNanoseconds: @Sendable () -> Int64
    package var utcMicroseconds: @Sendable () -> Int64
    package var isSynchronised: @Sendable () -> Bool
    package var sleep: @Sendable (_ nanoseconds: Int64) -> Void

    package init(
        monotonicNanoseconds: @escaping @Sendable () -> Int64,
        utcMicroseconds: @escaping @Sendable () -> Int64,
        isSynchronised: @escaping @Sendable () -> Bool,
        sleep: @escaping @Sendable (_ nanoseconds: Int64) -> Void
    ) {
        self.monotonicNanoseconds = monotonicNanoseconds
        self.utcMicroseconds = utcMicroseconds
        self.isSynchronised = isSynchronised
        self.sleep = sleep
    }

    package static let system = Clock(
        monotonicNanoseconds: { nanoseconds(CLOCK_BOOTTIME) },
        utcMicroseconds: { nanoseconds(CLOCK_REALTIME) / 1_000 },
        isSynchronised: { linux_clock_is_synchronised() != 0 },
        sleep: { nanoseconds in
            guard nanoseconds > 0 else { return }
            var request = timespec(
                tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
            nanosleep(&request, nil)
        })
}

private func nanoseconds(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}
