import Glibc

/// A file that is open for reading until this is gone.
package struct OpenFile: ~Copyable {
    package let number: Int32

    package init(reading path: String) throws(SystemError) {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError(errno, doing: "open \(path)") }
        self.number = number
        posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(number) }
}

/// Processors that this process may use.
package var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
