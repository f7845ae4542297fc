import Features
import Testing

@Suite struct `features as bytes` {
    @Test func `come back as they were`() throws {
        let features = sample
        let bytes = features.encoded(framesPerSecond: 44_100, firstTick: 864_000)
        let decoded = try Features.decode(bytes)
        #expect(decoded.features == features)
        #expect(decoded.firstTick == 864_000)
        #expect(decoded.framesPerSecond == 44_100)
        #expect(bytes.count == 32 + 28 * features.count)
    }

    @Test func `may be empty`() throws {
        let bytes = Features().encoded(framesPerSecond: 48_000, firstTick: 0)
        #expect(try Features.decode(bytes).features.count == 0)
    }

    @Test func `of another version are refused by number`() {
        var bytes = sample.encoded(framesPerSecond: 48_000, firstTick: 0)
        bytes[4] = 2
        #expect(throws: FeaturesError.versionNotSupported(2)) { _ = try Features.decode(bytes) }
    }

    @Test func `of something else are refused`() {
        #expect(throws: FeaturesError.notFeatures) { _ = try Features.decode([]) }
        #expect(throws: FeaturesError.notFeatures) { _ = try Features.decode(Array("fLaC and more".utf8)) }
    }

    @Test func `are refused when any byte is wrong, or any is missing`() {
        let bytes = sample.encoded(framesPerSecond: 48_000, firstTick: 0)
        for index in bytes.indices {
            var wrong = bytes
            wrong[index] ^= 0x10
            #expect(throws: FeaturesError.self) { _ = try Features.decode(wrong) }
            #expect(throws: FeaturesError.self) { _ = try Features.decode(Array(bytes[..<index])) }
        }
    }

    private var sample: Features {
        var features = Features()
        for tick in 0..<3 {
            var extra = Features.Extras()
            (extra.clicks, extra.isDead, extra.peak) = (5, tick == 1, 200)
            (extra.rumble, extra.offset, extra.clipped) = (130, -7, 40_000)
            var bands = SIMD16<Int16>()
            for band in 0..<Features.bandCount { bands[band] = Int16(-7_000 - tick * 11 - band) }
            features.append(bands, extra)
        }
        return features
    }
}
