import TestSupport
import Testing

@testable import Audio

@Suite struct `the checksums of FLAC` {
    @Test func `are those of long division`() {
        var luck = Luck(seed: 11)
        for length in stride(from: 0, to: 300, by: 7) {
            let bytes = luck.bytes(length)
            #expect(Checksum.crc8(bytes) == UInt8(remainder(of: bytes, by: 0x107, bits: 8)))
            #expect(Checksum.crc16(bytes[...]) == UInt16(remainder(of: bytes, by: 0x18005, bits: 16)))
        }
    }

    @Test func `multiply like polynomials`() {
        var luck = Luck(seed: 12)
        for _ in 0..<1_000 {
            let left = UInt16.random(in: 0...(.max), using: &luck)
            let right = UInt16.random(in: 0...(.max), using: &luck)
            #expect(Checksum.multiply(left, right) == slowProduct(left, right))
            #expect(Checksum.multiply(left, 1) == left && Checksum.multiply(left, 0) == 0)
        }
    }

    @Test func `of a whole come from those of its halves`() {
        var luck = Luck(seed: 13)
        for _ in 0..<60 {
            let start = luck.bytes(.random(in: 0...20, using: &luck))
            let rest = luck.bytes(.random(in: 0...5_000, using: &luck))
            let shift = Checksum.shift(bytes: rest.count)
            let joined = Checksum.multiply(Checksum.crc16(start[...]), shift) ^ Checksum.crc16(rest[...])
            #expect(joined == Checksum.crc16((start + rest)[...]))
        }
        #expect(Checksum.shift(bytes: 0) == 1)
    }

    /// Bit by bit, as one learns it.
    private func remainder(of bytes: [UInt8], by polynomial: UInt32, bits: UInt32) -> UInt32 {
        var rest: UInt32 = 0
        for byte in bytes {
            for bit in (0..<8).reversed() {
                rest = rest << 1 ^ (UInt32(byte) >> UInt32(bit) & 1) << bits
                if rest >> bits & 1 != 0 { rest ^= polynomial }
            }
        }
        return rest
    }

    private func slowProduct(_ left: UInt16, _ right: UInt16) -> UInt16 {
        var product: UInt32 = 0
        for bit in UInt32(0)..<16 where right >> UInt16(bit) & 1 != 0 { product ^= UInt32(left) << bit }
        for bit in (UInt32(16)..<31).reversed() where product >> bit & 1 != 0 {
            product ^= 0x18005 << (bit - 16)
        }
        return UInt16(product)
    }
}

extension Luck {
    fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
