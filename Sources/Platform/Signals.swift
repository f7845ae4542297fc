import CLinux
import Glibc

/// Signals as something to ask for, so that no code ever runs inside a handler.
package enum Signals {
    /// Call first in `main`: every thread started afterwards leaves these signals to ``next(withinMilliseconds:)``.
    package static func hold() {
        var set = heldSet()
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
        // A write beyond the file size limit shall fail like a full disk, not kill.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// SIGTERM, SIGINT or SIGHUP, or nil when none came in time.
    package static func next(withinMilliseconds milliseconds: Int) -> Int32? {
        var set = heldSet()
        var limit = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
        let signal = sigtimedwait(&set, nil, &limit)
        return signal > 0 ? signal : nil
    }

    private static func heldSet() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT] { sigaddset(&set, signal) }
        // Whoever starts us with nohup wants us to outlive the terminal; one that is held would come all the same.
        if linux_is_ignored(SIGHUP) == 0 { sigaddset(&set, SIGHUP) }
        return set
    }
}
