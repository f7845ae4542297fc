import Glibc
import Platform
import TestSupport

/// What the kernel keeps of files in memory: after a sync that failed it takes for written what it could not write, and
/// reads show it until it is forgotten.
final class PageCache {
    private var files: [UInt: Pages] = [:]

    private struct Pages {
        /// Opened once more, as locks belong to whoever opened a file.
        let file: Int32
        var dirty: [Range<Int>] = []
        var lost: [Range<Int>] = []
    }

    deinit { for pages in files.values { close(pages.file) } }

    func note(_ file: Int32, wrote range: Range<Int>) {
        change(file) { pages in
            pages.lost.removeAll { range.contains($0.lowerBound) && range.upperBound >= $0.upperBound }
            pages.dirty.append(range)
        }
    }

    func noteSync(_ file: Int32, isLost: Bool = false) {
        change(file) { pages in
            if isLost { pages.lost += pages.dirty }
            pages.dirty = []
        }
    }

    /// What was lost is not there, as far as the file still goes.
    func forget(_ file: Int32) { change(file, Self.show) }

    /// Sooner or later the kernel needs the room for others.
    func forgetAll() {
        for var pages in files.values { Self.show(&pages) }
    }

    /// Before a file is closed: of one that lost nothing there is nothing to remember.
    func leave(_ file: Int32) {
        var status = stat()
        guard fstat(file, &status) == 0, let pages = files[UInt(status.st_ino)], pages.lost.isEmpty else {
            return
        }
        close(pages.file)
        files[UInt(status.st_ino)] = nil
    }

    private static func show(_ pages: inout Pages) {
        var status = stat()
        guard fstat(pages.file, &status) == 0 else { return }
        for range in pages.lost {
            let count = min(range.upperBound, Int(status.st_size)) - range.lowerBound
            guard count > 0 else { continue }
            let nothing = [UInt8](repeating: 0, count: count)
            pwrite(pages.file, nothing, count, range.lowerBound)
        }
        pages.lost = []
    }

    private func change(_ file: Int32, _ body: (inout Pages) -> Void) {
        var status = stat()
        guard fstat(file, &status) == 0 else { return }
        let key = UInt(status.st_ino)
        body(&files[key, default: Pages(file: open("/proc/self/fd/\(file)", O_RDWR | O_CLOEXEC))])
    }
}
