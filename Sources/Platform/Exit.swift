private import Glibc

/// How our programs end, as systemd and shells read it.
package enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    /// Of `health` alone, which counts as monitoring plug-ins do; its warning is a 1.
    case critical = 2
    case unknown = 3
    case usage = 64
    case noRoom = 73
    case busy = 75
    case refused = 76
    case settings = 78
}

package func exit(_ status: ExitStatus) -> Never { Glibc.exit(status.rawValue) }
