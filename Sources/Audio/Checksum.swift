/// The two checksums of FLAC frames.
enum Checksum {
    private static let table8: [UInt8] = (0..<256).map { value in
        (0..<8).reduce(UInt8(value)) { crc, _ in crc & 0x80 != 0 ? crc << 1 ^ 0x07 : crc << 1 }
    }

    /// Of a byte and as many zeros behind it as the number of the row says: eight bytes are taken at once.
    private static let table16: [UInt16] = {
        var rows = (0..<256).map { value in
            (0..<8).reduce(UInt16(value) << 8) { crc, _ in
                crc & 0x8000 != 0 ? crc << 1 ^ 0x8005 : crc << 1
            }
        }
        for index in 256..<2_048 {
            let before = rows[index - 256]
            rows.append(before << 8 ^ rows[Int(before >> 8)])
        }
        return rows
    }()

    static func crc8(_ bytes: some Sequence<UInt8>) -> UInt8 {
        bytes.reduce(0) { table8[Int($0 ^ $1)] }
    }

    static func crc16(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        bytes.withUnsafeBytes { crc16($0) }
    }

    /// Goes on from the checksum of what stands before.
    static func crc16(_ bytes: UnsafeRawBufferPointer, after start: UInt16 = 0) -> UInt16 {
        table16.withUnsafeBufferPointer { table in
            var crc = start
            var at = 0
            while at + 8 <= bytes.count {
                var next = table[1_792 + Int(bytes[at] ^ UInt8(crc >> 8))]
                next ^= table[1_536 + Int(bytes[at + 1] ^ UInt8(truncatingIfNeeded: crc))]
                next ^= table[1_280 + Int(bytes[at + 2])] ^ table[1_024 + Int(bytes[at + 3])]
                next ^= table[768 + Int(bytes[at + 4])] ^ table[512 + Int(bytes[at + 5])]
                crc = next ^ table[256 + Int(bytes[at + 6])] ^ table[Int(bytes[at + 7])]
                at += 8
            }
            while at < bytes.count {
                crc = crc << 8 ^ table[Int(UInt8(crc >> 8) ^ bytes[at])]
                at += 1
            }
            return crc
        }
    }

    /// x to the power of 8 × bytes, modulo the polynomial.
    static func shift(bytes: Int) -> UInt16 {
        var result: UInt16 = 1
        var square: UInt16 = 0x0100
        var exponent = bytes
        while exponent > 0 {
            if exponent & 1 != 0 { result = multiply(result, square) }
            square = multiply(square, square)
            exponent >>= 1
        }
        return result
    }

    /// Of two polynomials over bits, modulo that of the 16-bit checksum.
    static func multiply(_ left: UInt16, _ right: UInt16) -> UInt16 {
        var result: UInt16 = 0
        for bit in (0..<16).reversed() {
            result = result & 0x8000 != 0 ? result << 1 ^ 0x8005 : result << 1
            if right >> UInt16(bit) & 1 != 0 { result ^= left }
        }
        return result
    }
}
