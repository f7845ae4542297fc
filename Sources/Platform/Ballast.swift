import Glibc

/// A file of nothing that gives way when the disk is full: a database cannot even be read there otherwise.
package struct Ballast {
    package static let bytes = 16 << 20
    /// Less than this is full.
    private static let fullBytes = 4 << 20

    private let path: String

    package init(in folder: String) { path = folder + "/ballast" }

    /// When there is no room left. Nobody minds one that is gone already.
    package func release() {
        guard let free = Files.room(at: path)?.freeBytes, free < Self.fullBytes else { return }
        unlink(path)
    }

    /// Made again as soon as more than `floorBytes` are free even with it.
    package func keep(floorBytes: Int) throws(SystemError) {
        guard Files.facts(path)?.bytes != Self.bytes, let free = Files.room(at: path)?.freeBytes,
            free - Self.bytes > floorBytes
        else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError(errno, doing: "make \(path)") }
        defer { close(file) }
        let code = posix_fallocate(file, 0, off_t(Self.bytes))
        guard code == 0 else {
            unlink(path)
            throw SystemError(code, doing: "make \(path)")
        }
    }
}
