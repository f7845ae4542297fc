import Glibc

/// What FLAC files say of their sound. It protects from accidents, not from anybody.
package struct MD5 {
    private var state: (UInt32, UInt32, UInt32, UInt32) = (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)
    /// What has come and does not fill a block yet.
    private var rest: [UInt8] = []
    private var byteCount = 0

    private static let blockBytes = 64
    private static let constants = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        byteCount += bytes.count
        var at = 0
        if !rest.isEmpty {
            at = min(Self.blockBytes - rest.count, bytes.count)
            rest += bytes[..<at]
            guard rest.count == Self.blockBytes else { return }
            rest.withUnsafeBytes { takeBlocks($0) }
            rest.removeAll(keepingCapacity: true)
        }
        let whole = (bytes.count - at) / Self.blockBytes * Self.blockBytes
        takeBlocks(UnsafeRawBufferPointer(rebasing: bytes[at..<(at + whole)]))
        rest += bytes[(at + whole)...]
    }

    package func digest() -> [UInt8] {
        var last = self
        let zeros = (2 * Self.blockBytes - 9 - rest.count) % Self.blockBytes
        let bits = bigEndian(byteCount * 8, 8).reversed()
        last.add([0x80] + [UInt8](repeating: 0, count: zeros) + bits)
        return [last.state.0, last.state.1, last.state.2, last.state.3].flatMap { littleEndian(Int($0)) }
    }

    private mutating func takeBlocks(_ bytes: UnsafeRawBufferPointer) {
        Self.constants.withUnsafeBufferPointer { constants in
            for start in stride(from: 0, to: bytes.count, by: Self.blockBytes) {
                take(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Self.blockBytes)]), constants)
            }
        }
    }

    @inline(__always)
    private mutating func take(_ block: UnsafeRawBufferPointer, _ constants: UnsafeBufferPointer<UInt32>) {
        @inline(__always) func word(_ index: Int, _ round: Int) -> UInt32 {
            let word = block.loadUnaligned(fromByteOffset: (index & 15) * 4, as: UInt32.self)
            return UInt32(littleEndian: word) &+ constants[round]
        }
        var (a, b, c, d) = state
        for at in stride(from: 0, to: 16, by: 4) {
            Self.turn(&a, b, d ^ (b & (c ^ d)), word(at, at), 7)
            Self.turn(&d, a, c ^ (a & (b ^ c)), word(at + 1, at + 1), 12)
            Self.turn(&c, d, b ^ (d & (a ^ b)), word(at + 2, at + 2), 17)
            Self.turn(&b, c, a ^ (c & (d ^ a)), word(at + 3, at + 3), 22)
        }
        for at in stride(from: 16, to: 32, by: 4) {
            Self.turn(&a, b, (b & d) | (c & ~d), word(at * 5 + 1, at), 5)
            Self.turn(&d, a, (a & c) | (b & ~c), word(at * 5 + 6, at + 1), 9)
            Self.turn(&c, d, (d & b) | (a & ~b), word(at * 5 + 11, at + 2), 14)
            Self.turn(&b, c, (c & a) | (d & ~a), word(at * 5, at + 3), 20)
        }
        for at in stride(from: 32, to: 48, by: 4) {
            Self.turn(&a, b, b ^ c ^ d, word(at * 3 + 5, at), 4)
            Self.turn(&d, a, a ^ b ^ c, word(at * 3 + 8, at + 1), 11)
            Self.turn(&c, d, d ^ a ^ b, word(at * 3 + 11, at + 2), 16)
            Self.turn(&b, c, c ^ d ^ a, word(at * 3 + 14, at + 3), 23)
        }
        for at in stride(from: 48, to: 64, by: 4) {
            Self.turn(&a, b, c ^ (b | ~d), word(at * 7, at), 6)
            Self.turn(&d, a, b ^ (a | ~c), word(at * 7 + 7, at + 1), 10)
            Self.turn(&c, d, a ^ (d | ~b), word(at * 7 + 14, at + 2), 15)
            Self.turn(&b, c, d ^ (c | ~a), word(at * 7 + 21, at + 3), 21)
        }
        state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
    }

    @inline(__always)
    private static func turn(
        _ target: inout UInt32, _ base: UInt32, _ mix: UInt32, _ word: UInt32, _ bits: UInt32
    ) {
        let sum = target &+ mix &+ word
        target = base &+ (sum &<< bits | sum &>> (32 &- bits))
    }
}
