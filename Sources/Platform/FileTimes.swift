import Glibc

extension Files {
    /// Gives an open file a time of last change that is a whole second after the given one, unless it is later already:
    /// web servers tell versions of a file apart by the second.
    package static func makeNewer(
        _ file: Int32, thanMicroseconds old: Int64
    ) throws(SystemError) {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw SystemError(errno, doing: "look at a file") }
        let second = Int(old / 1_000_000) + 1
        guard status.st_mtim.tv_sec < second else { return }
        let times = [status.st_atim, timespec(tv_sec: second, tv_nsec: 0)]
        guard futimens(file, times) == 0 else { throw SystemError(errno, doing: "set the time of a file") }
    }
}
