package import Platform

/// SHA-256 of a whole file, read once and kept nowhere.
package enum FileDigest {
    private static let piece = 1 << 18

    /// `goOn` is asked after every piece, with the bytes that were read; nil when it says no.
    package static func sha256(
        _ path: String, _ goOn: (_ bytes: Int) -> Bool = { _ in true }
    ) throws(SystemError) -> String? {
        let file = try OpenFile(reading: path)
        guard var digest = Digest(.sha256) else { throw SystemError.noMemory(doing: "hash \(path)") }
        var offset = 0
        while true {
            let bytes = try file.bytes(from: offset, count: piece)
            if bytes.isEmpty { break }
            digest.add(bytes)
            offset += bytes.count
            guard goOn(bytes.count) else { return nil }
        }
        return digest.finish().hexadecimal
    }
}
