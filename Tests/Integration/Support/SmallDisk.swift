import Foundation
import Glibc
import Platform

/// A disk of some megabytes in memory, mounted for one test. Only root can do that.
final class SmallDisk: Sendable {
    let path: String
    private let scratch: Scratch

    static let isPossible = (try? SmallDisk(megabytes: 1, at: "disk", in: Scratch())) != nil

    init(megabytes: Int, at name: String, in scratch: Scratch, isReadOnly: Bool = false) throws {
        self.scratch = scratch
        path = scratch.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let flags = isReadOnly ? UInt(MS_RDONLY) : 0
        try Self.check(mount("tmpfs", path, "tmpfs", flags, "size=\(megabytes)m"))
    }

    deinit { vanish() }

    func vanish() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    /// Fails while a file is open for writing.
    func becomeReadOnly() -> Bool { remount(UInt(MS_RDONLY)) }
    func becomeWritable() -> Bool { remount(0) }

    var freeBytes: Int { (try? Disk.system.freeBytes(path)) ?? 0 }

    /// Takes room until only so much is left, or until nothing more can be written.
    func fill(leaving bytes: Int) throws {
        let file = open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        try Self.check(file < 0 ? -1 : 0)
        defer { close(file) }
        let page = [UInt8](repeating: 0, count: 4_096)
        while freeBytes > bytes || bytes == 0 {
            guard write(file, page, page.count) == page.count else { return }
        }
    }

    func makeRoom() { unlink(path + "/filler") }

    private func remount(_ flags: UInt) -> Bool {
        mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | flags, nil) == 0
    }

    private static func check(_ result: Int32) throws {
        guard result == 0 else {
            throw SystemError(result > 0 ? result : errno, doing: "prepare a small disk")
        }
    }
}
