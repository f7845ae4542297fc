import Testing

@testable import Turntable

@Suite struct `turntable` {
    static let short = "lead=0.5,side=30,tracks=2,idle=1,locked=1"

    @Test(arguments: [[1, 2, 3], [63, 64, 65], [1_024], [4_000, 7], [441, 100_000]])
    func `the same sound whatever the blocks it is read in`(blocks: [Int]) throws {
        let whole = try play(Self.short, seconds: 6, channels: 2, blocks: [300_000])
        #expect(try play(Self.short, seconds: 6, channels: 2, blocks: blocks) == whole)
    }

    @Test func `another seed is another record`() throws {
        let first = try truth(Self.short, seconds: 40)
        #expect(try truth(Self.short + ",seed=2", seconds: 40) != first)
        #expect(try play(Self.short, seconds: 6) != play(Self.short + ",seed=2", seconds: 6))
    }

    @Test(arguments: [44_100, 48_000, 96_000, 192_000], [1, 2])
    func `every format plays, in all its bits`(framesPerSecond: Int, channels: Int) throws {
        for bits in [16, 24] {
            let samples = try play(
                Self.short, seconds: 6, framesPerSecond: framesPerSecond, channels: channels,
                bitsPerSample: bits)
            let fullScale = Int32(1) << (bits - 1)
            let peak = samples.reduce(0) { max($0, abs($1)) }
            #expect(samples.count == 6 * framesPerSecond * channels)
            #expect((fullScale / 8...fullScale).contains(peak))
            #expect(Set(samples.suffix(50_000).map { $0 & 0xFF }).count == 256)
        }
    }

    @Test(arguments: [(0.0, 0), (1.000_01, 44_100), (2.5, 110_250)])
    func `the length is kept to the frame`(length: Double, frames: Int) throws {
        for blocks in [[1_000], [64], [200_000]] {
            let samples = try play("length=\(length)", seconds: 10, channels: 2, blocks: blocks)
            #expect(samples.count == frames * 2)
        }
    }

    @Test(arguments: 1...4)
    func `never louder than -1 dBFS`(seed: Int) throws {
        let loudest =
            try play(Self.short + ",crackle=20,seed=\(seed)", seconds: 40).map(\.magnitude).max() ?? 0
        #expect(Double(loudest) < 0.891 * 32_768)
    }

    @Test func `too much level clips at full scale`() throws {
        let samples = try play(Self.short + ",level=30,offset=0.1", seconds: 20)
        #expect(samples.max() == 32_767)
        #expect(samples.min() == -32_768)
    }

    @Test(arguments: [("left", 0), ("right", 1)])
    func `a dead channel carries nothing but the offset`(name: String, channel: Int) throws {
        let samples = try play(Self.short + ",offset=0.05,dead=\(name)", seconds: 6, channels: 2)
        let dead = stride(from: channel, to: samples.count, by: 2).map { samples[$0] }
        let alive = stride(from: 1 - channel, to: samples.count, by: 2).map { samples[$0] }
        #expect(Set(dead) == [1_638])
        #expect(rms(alive[...]) > -40)
    }

    @Test(arguments: [-40.0, -55])
    func `hum is as loud as asked for, needle up or down`(decibels: Double) throws {
        let samples = try play("lead=5,hum=\(decibels)", seconds: 5)
        #expect(abs(rms(samples[44_100...]) - decibels) < 0.5)
    }

    @Test(arguments: [-50.0, -60, -70])
    func `the groove is as noisy as asked for`(decibels: Double) throws {
        let options = "lead=0,crackle=0,wear=0,groove=\(decibels)"
        let runIn = try #require(try truth(options, seconds: 6).sides.first).runIn
        let samples = try play(options, seconds: Double(runIn.upperBound) / 44_100, channels: 2)
        let left = stride(from: 44_100 * 2, to: samples.count, by: 2).map { samples[$0] }
        #expect(abs(rms(left[...]) - decibels) < 1.5)
    }

    @Test(arguments: [(33, 1.8), (45, 60.0 / 45)])
    func `the locked groove ticks once per turn`(speed: Int, seconds: Double) throws {
        let options = "speed=\(speed),lead=0,side=30,tracks=1,locked=20,crackle=0,groove=-70"
        let side = try #require(try truth(options, seconds: 100).sides.first)
        let samples = try play(options, seconds: Double(side.needle.end) / 44_100)
        let last = samples.indices.suffix(18 * 44_100).filter { samples[$0].magnitude > 600 }
        let ticks = last.filter { !last.contains($0 - 1) }
        #expect((9...14).contains(ticks.count))
        for (one, next) in zip(ticks, ticks.dropFirst()) {
            #expect(abs(Double(next - one) / 44_100 - seconds) < 0.003)
        }
    }
}
