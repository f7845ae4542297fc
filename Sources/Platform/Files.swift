import Glibc

/// Whole files, read at once: settings and other small texts.
package enum Files {
    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(errno, doing: "read \(path)") }
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    /// Of the program that runs; empty where the system does not tell.
    package static var ownPath: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether it is a file and not a folder, a pipe or a device.
    package static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Why nothing could be written in a folder, which may not exist yet; nil when it could.
    package static func obstacleToWriting(in path: String) -> SystemError? {
        let folder = nearestFolder(to: path)
        return access(folder, W_OK | X_OK) == 0 ? nil : SystemError(errno, doing: "write in \(folder)")
    }

    /// The path itself or, as long as it does not exist, what lies above it.
    package static func nearestFolder(to path: String) -> String {
        var folder = path
        while !exists(folder) && folder != parentFolder(folder) { folder = parentFolder(folder) }
        return folder
    }
}
