import Glibc

/// Hands the body a folder of its own, gone when the body is done.
@discardableResult
package func withTemporaryFolder<Result>(_ body: (_ path: String) throws -> Result) throws -> Result {
    var template = Array("/tmp/vinyl-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestSupportError("cannot make a temporary folder") }
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { shell("chmod -R u+rwx \(path); rm -rf \(path)") }
    return try body(path)
}

/// Something a test needs could not be had.
package struct TestSupportError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
