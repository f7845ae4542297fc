import Glibc
import Platform

/// A whole file, written at once.
package func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
    defer { close(file) }
    try Disk.system.write(file, bytes, 0)
}

/// A file open for reading and writing, for as long as the body runs.
@discardableResult
package func withOpenFile<Result>(_ path: String, _ body: (Int32) throws -> Result) throws -> Result {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SystemError(errno, doing: "open \(path)") }
    defer { close(file) }
    return try body(file)
}
