import Platform

/// What we send, readable from any place: a connection that broke begins anew.
final class Upload {
    let byteCount: Int
    private let bytes: [UInt8]
    private let file: OpenFile?

    init(_ body: WebRequest.Body) throws(TransferError) {
        switch body {
        case .nothing:
            bytes = []
            file = nil
            byteCount = 0
        case .bytes(let bytes):
            self.bytes = bytes
            file = nil
            byteCount = bytes.count
        case .file(let path):
            let file: OpenFile
            do throws(SystemError) { file = try OpenFile(reading: path) } catch { throw .unreadable(error) }
            byteCount = file.bytes ?? 0
            bytes = []
            self.file = consume file
        }
    }

    func bytes(from offset: Int, most: Int) throws(SystemError) -> [UInt8] {
        let count = max(0, min(most, byteCount - offset))
        switch file {
        case .some(let file): return try file.bytes(from: offset, count: count)
        case nil: return Array(bytes[offset..<offset + count])
        }
    }
}
