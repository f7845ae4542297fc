package import Platform

/// One change that a program made below a folder, as `libPowerCut.so` wrote it down.
package struct FileOperation: Sendable {
    package enum Kind: UInt32, Sendable {
        case create = 1
        case open, write, truncate, syncBegin, syncEnd, rename, remove, makeFolder, link
    }

    /// A file by its number in one process.
    struct File: Hashable, Sendable {
        let process: Int32
        let number: Int32
    }

    package let kind: Kind
    package let microseconds: Int64
    package let path: String
    let number: UInt64
    let file: File
    let other: String
    let offset: Int
    /// Where the written bytes lie in the log.
    let content: Range<Int>
}

/// Everything a program did to the files of one folder, in order.
package struct FileOperationLog: Sendable {
    package let operations: [FileOperation]
    let bytes: [UInt8]

    /// A record that was cut off, because the program was killed while it wrote it, is left out.
    package init(path: String) throws(SystemError) {
        bytes = try Files.read(path)
        var operations: [FileOperation] = []
        var at = 0
        while let operation = Self.operation(bytes, at) {
            operations.append(operation)
            at = operation.content.upperBound
        }
        self.operations = operations
    }

    private static let headerBytes = 48

    private static func operation(_ bytes: [UInt8], _ at: Int) -> FileOperation? {
        guard at + headerBytes <= bytes.count else { return nil }
        func number<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type) -> Number {
            bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at + offset, as: type) }
        }
        let path = at + headerBytes
        let other = path + Int(number(28, as: UInt32.self))
        let content = other + Int(number(32, as: UInt32.self))
        let end = content + Int(number(36, as: UInt32.self))
        guard end <= bytes.count, let kind = FileOperation.Kind(rawValue: number(0, as: UInt32.self)) else {
            return nil
        }
        return FileOperation(
            kind: kind, microseconds: number(16, as: Int64.self),
            path: String(decoding: bytes[path..<other], as: UTF8.self), number: number(8, as: UInt64.self),
            file: .init(process: number(4, as: Int32.self), number: number(24, as: Int32.self)),
            other: String(decoding: bytes[other..<content], as: UTF8.self), offset: number(40, as: Int.self),
            content: content..<end)
    }
}
