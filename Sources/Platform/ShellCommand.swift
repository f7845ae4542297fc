import CLinux
import Glibc

/// A command as an administrator writes it into a setting.
package enum ShellCommand {
    package enum Ending: Equatable, Sendable {
        case exited(Int)
        case killed(Int)
        /// It goes on, on its own.
        case running
    }

    /// In a session of its own, without our standard streams and signals, so that it outlives us.
    package static func run(_ command: String, milliseconds: Int) throws(SystemError) -> Ending {
        let pid = linux_start_shell(command)
        guard pid >= 0 else { throw SystemError(-pid, doing: "start \(command)") }
        var status: Int32 = 0
        for _ in 0..<max(1, milliseconds / 20) {
            let ended = waitpid(pid, &status, WNOHANG)
            if ended == pid {
                return status & 0x7F == 0 ? .exited(Int(status >> 8) & 0xFF) : .killed(Int(status & 0x7F))
            }
            if ended < 0 && errno != EINTR { throw SystemError(errno, doing: "wait for \(command)") }
            usleep(20_000)
        }
        return .running
    }
}
