/// Between packed bytes, as devices give and files hold them, and whole numbers, as encoders want them.
package enum PCM {
    /// Right-aligned samples of the first `frames` frames; `samples` must have room for them.
    package static func unpack(_ bytes: [UInt8], frames: Int, format: PCMFormat, into samples: inout [Int32])
    {
        let count = frames * format.channels
        precondition(bytes.count >= count * format.bytesPerSample && samples.count >= count)
        bytes.withUnsafeBytes { from in
            samples.withUnsafeMutableBufferPointer { to in
                if format.bitsPerSample == 16 {
                    for index in 0..<count {
                        to[index] = Int32(from.loadUnaligned(fromByteOffset: index * 2, as: Int16.self))
                    }
                } else {
                    for index in 0..<count { to[index] = sample24(from, at: index * 3) }
                }
            }
        }
    }

    package static func pack(_ samples: [Int32], frames: Int, format: PCMFormat, into bytes: inout [UInt8]) {
        let count = frames * format.channels
        precondition(samples.count >= count && bytes.count >= count * format.bytesPerSample)
        samples.withUnsafeBufferPointer { from in
            bytes.withUnsafeMutableBytes { to in
                if format.bitsPerSample == 16 {
                    for index in 0..<count {
                        to.storeBytes(
                            of: Int16(truncatingIfNeeded: from[index]), toByteOffset: index * 2,
                            as: Int16.self)
                    }
                } else {
                    for index in 0..<count { store24(from[index], into: to, at: index * 3) }
                }
            }
        }
    }

    /// The upper 24 of 32 bits, or the lower 24 of a 32-bit word, as three packed bytes each.
    static func packWords(
        _ words: UnsafeRawBufferPointer, samples: Int, shift: Int, into bytes: inout [UInt8]
    ) {
        bytes.withUnsafeMutableBytes { to in
            for index in 0..<samples {
                let word = words.loadUnaligned(fromByteOffset: index * 4, as: Int32.self)
                store24(word >> Int32(shift), into: to, at: index * 3)
            }
        }
    }

    @inline(__always)
    private static func sample24(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        let low = Int32(bytes[offset]) | Int32(bytes[offset + 1]) << 8
        return low | Int32(Int8(bitPattern: bytes[offset + 2])) << 16
    }

    @inline(__always)
    private static func store24(_ sample: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: sample)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: sample >> 8)
        bytes[offset + 2] = UInt8(truncatingIfNeeded: sample >> 16)
    }
}
