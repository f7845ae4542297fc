import Digests

/// SHA-256 of something, which is also its name at the origin.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    package static let byteCount = 32

    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// 64 digits, in small letters.
    package init?(hexadecimal text: String) {
        guard text.utf8.count == 64, text.isLowercaseHexadecimal else { return nil }
        bytes = text.utf8.hexadecimalBytes
    }

    package init(of bytes: [UInt8]) throws(Refusal) {
        guard let digest = Digest.of(bytes, .sha256) else { throw Refusal("SHA-256", "cannot be computed") }
        self.bytes = digest
    }

    package var hexadecimal: String { bytes.hexadecimal }
    package var description: String { hexadecimal }
}

extension String.UTF8View {
    /// Of an even number of digits that were checked.
    fileprivate var hexadecimalBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 2)
        var high: UInt8?
        for digit in self {
            let value = digit < 0x3A ? digit - 0x30 : digit - 0x61 + 10
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
