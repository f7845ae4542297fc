/// Features as the bytes that the catalogue keeps, one value per segment:
/// mark, version, rate, first tick, count, 28 bytes for each tick, and a sum over all of it. Little-endian.
extension Features {
    private static let mark: UInt32 = 0x4645_4154
    private static let version: UInt32 = 1
    package static var codingVersion: Int { Int(version) }
    private static let headBytes = 28
    private static let tickBytes = 28
    private static let sumBytes = 4
    private static let deadFlag: UInt8 = 0x80

    package func encoded(framesPerSecond: Int, firstTick: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headBytes + count * Self.tickBytes + Self.sumBytes)
        bytes.add(Self.mark)
        bytes.add(Self.version)
        bytes.add(UInt32(framesPerSecond))
        bytes.add(Int64(firstTick))
        bytes.add(Int64(count))
        for tick in 0..<count {
            for band in 0..<Self.bandCount { bytes.add(levels[tick][band]) }
            bytes.add(extras[tick].clicks | (extras[tick].isDead ? Self.deadFlag : 0))
            bytes.add(extras[tick].peak)
            bytes.add(extras[tick].rumble)
            bytes.add(extras[tick].offset)
            bytes.add(extras[tick].clipped)
        }
        bytes.add(Self.sum(bytes.span, bytes.count))
        return bytes
    }

    package struct Decoded: Equatable, Sendable {
        package let framesPerSecond: Int
        package let firstTick: Int
        package let features: Features

        package init(framesPerSecond: Int, firstTick: Int, features: Features) {
            self.framesPerSecond = framesPerSecond
            self.firstTick = firstTick
            self.features = features
        }
    }

    package static func decode(_ bytes: [UInt8]) throws(FeaturesError) -> Decoded {
        let bytes = bytes.span
        guard bytes.count >= 8, read(bytes, 0, as: UInt32.self) == mark else { throw .notFeatures }
        let found = read(bytes, 4, as: UInt32.self)
        guard found == version else { throw .versionNotSupported(Int(found)) }
        let body = bytes.count - headBytes - sumBytes
        guard body >= 0, body % tickBytes == 0 else { throw .damaged }
        guard read(bytes, bytes.count - sumBytes, as: UInt32.self) == sum(bytes, bytes.count - sumBytes)
        else {
            throw .damaged
        }
        let framesPerSecond = Int(read(bytes, 8, as: UInt32.self))
        let firstTick = read(bytes, 12, as: Int64.self)
        guard (8_000...384_000).contains(framesPerSecond), (0...Int64(1) << 40).contains(firstTick),
            read(bytes, 20, as: Int64.self) == Int64(body / tickBytes)
        else { throw .damaged }
        return Decoded(
            framesPerSecond: framesPerSecond, firstTick: Int(firstTick),
            features: Features(ticks: body / tickBytes, of: bytes))
    }

    private init(ticks: Int, of bytes: borrowing Span<UInt8>) {
        self.init()
        reserve(ticks)
        for tick in 0..<ticks {
            let place = Self.headBytes + tick * Self.tickBytes
            var bands = SIMD16<Int16>()
            for band in 0..<Self.bandCount {
                bands[band] = Self.read(bytes, place + 2 * band, as: Int16.self)
            }
            var extra = Extras()
            extra.clicks = bytes[place + 22] & ~Self.deadFlag
            extra.isDead = bytes[place + 22] & Self.deadFlag != 0
            extra.peak = bytes[place + 23]
            extra.rumble = bytes[place + 24]
            extra.offset = Int8(bitPattern: bytes[place + 25])
            extra.clipped = Self.read(bytes, place + 26, as: UInt16.self)
            append(bands, extra)
        }
    }

    private static func read<Value: FixedWidthInteger>(
        _ bytes: borrowing Span<UInt8>, _ place: Int, as type: Value.Type
    ) -> Value {
        var value: Value = 0
        for index in stride(from: Value.bitWidth / 8 - 1, through: 0, by: -1) {
            value = value << 8 | Value(truncatingIfNeeded: bytes[place + index])
        }
        return value
    }

    /// FNV-1a.
    private static func sum(_ bytes: borrowing Span<UInt8>, _ count: Int) -> UInt32 {
        var sum: UInt32 = 2_166_136_261
        for index in 0..<count { sum = (sum ^ UInt32(bytes[index])) &* 16_777_619 }
        return sum
    }
}

extension [UInt8] {
    fileprivate mutating func add(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
