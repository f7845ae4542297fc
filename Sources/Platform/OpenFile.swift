import Glibc

/// A file open for reading, closed when this value goes. Nothing that is not a plain file is ever waited for.
package struct OpenFile: ~Copyable {
    package let descriptor: Int32

    package init(reading path: String) throws(SystemError) {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
        descriptor = file
    }

    deinit { close(descriptor) }

    /// Nil for a pipe, a folder, a device.
    package var bytes: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Fewer only at the end of the file.
    package func bytes(from offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), count - done, offset + done)
            }
            if read < 0 && errno == EINTR { continue }
            guard read >= 0 else { throw SystemError(errno, doing: "read a file") }
            if read == 0 { break }
            done += read
        }
        return done == count ? bytes : Array(bytes[..<done])
    }
}

extension Files {
    /// Whether a path still names the file that is open.
    package static func isAt(_ path: String, _ file: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        return lstat(path, &named) == 0 && fstat(file, &opened) == 0 && named.st_dev == opened.st_dev
            && named.st_ino == opened.st_ino
    }

    /// What lies in a folder, in order; nothing where there is no folder.
    package static func names(in path: String) throws(SystemError) -> [String] {
        guard let folder = opendir(path) else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return [] }
            throw SystemError(code, doing: "list \(path)")
        }
        defer { closedir(folder) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw SystemError(errno, doing: "list \(path)") }
        return names.sorted()
    }
}

/// Processors that threads of this program can run on.
package enum Processors {
    package static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
