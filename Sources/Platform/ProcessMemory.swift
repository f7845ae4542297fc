import CLinux
import Glibc

/// What this process takes of the machine's memory now.
package enum ProcessMemory {
    /// Call before the first thread starts. Threads then share two heaps, which keeps the process small.
    package static func shareHeaps() { linux_share_heaps(2) }

    package static var residentBytes: Int? {
        guard let bytes = try? Files.read("/proc/self/statm") else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
