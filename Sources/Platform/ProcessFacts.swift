import Glibc

/// What the kernel tells of a process.
package struct ProcessFacts: Equatable, Sendable {
    package let pid: Int
    package let name: String
    /// `S` sleeping, `R` running, `T` stopped, `D` waiting for a device, `Z` dead.
    package let state: Character
    /// On the clock that ``Clock/monotonicNanoseconds`` is. Tells processes with the same number apart.
    package let startNanoseconds: Int64
    package let residentBytes: Int

    /// Nil for a process that is not there or cannot be seen.
    package init?(pid: Int) {
        guard let bytes = try? Files.read("/proc/\(pid)/stat") else { return nil }
        self.init(pid: pid, stat: String(decoding: bytes, as: UTF8.self))
    }

    /// The name stands in brackets, and may hold anything, brackets too.
    package init?(pid: Int, stat: String) {
        guard let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"), open < close else {
            return nil
        }
        let fields = stat[stat.index(after: close)...].split(whereSeparator: \.isWhitespace)
        guard fields.count > 21, let state = fields[0].first, let ticks = Int64(fields[19]),
            let pages = Int(fields[21])
        else { return nil }
        self.pid = pid
        name = String(stat[stat.index(after: open)..<close])
        self.state = state
        startNanoseconds = ticks * (1_000_000_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
        residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Of all processes that can be seen.
    package static func pids() -> [Int] { ((try? Files.names(in: "/proc")) ?? []).compactMap { Int($0) } }

    /// What it holds open, as far as that may be seen; ` (deleted)` stands behind what has no name any more.
    package func openPaths() -> [String] {
        let folder = "/proc/\(pid)/fd"
        return ((try? Files.names(in: folder)) ?? []).compactMap { Files.target(ofLink: folder + "/" + $0) }
    }
}

extension Files {
    package static func target(ofLink path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
