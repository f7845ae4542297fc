import CLinux
import Glibc

/// A process that stays the same one for as long as this value lives, whoever has its number later.
package struct RunningProcess: ~Copyable {
    package enum Wish: Sendable { case stop, end }

    package let pid: Int
    private let file: Int32

    package init(pid: Int) throws(SystemError) {
        let file = linux_open_process(Int32(clamping: pid))
        guard file >= 0 else { throw SystemError(errno, doing: "find process \(pid)") }
        self.pid = pid
        self.file = file
    }

    deinit { close(file) }

    /// One that has ended already is no failure.
    package func ask(to wish: Wish) throws(SystemError) {
        let code = linux_signal_process(file, wish == .stop ? SIGTERM : SIGKILL)
        guard code == 0 || code == ESRCH else { throw SystemError(code, doing: "end process \(pid)") }
    }

    /// False when it still runs after that time.
    package func hasEnded(withinMilliseconds milliseconds: Int) -> Bool {
        linux_wait_for_bytes(file, Int32(clamping: milliseconds)) > 0
    }
}
