import Audio
import Glibc
import Platform

/// Time that passes only when somebody waits, a wall clock that can be wrong, and dice that always fall the same way.
/// Everything in it happens in one thread.
final class World: @unchecked Sendable {
    private(set) var now: Int64 = 5_000_000_000
    /// What the wall clock shows beyond the time that has passed.
    var wallMicroseconds: Int64 = 1_795_000_000_000_000
    var isSynchronised = true
    var dice: Dice
    private(set) var logged: [String] = []
    private var events: [(at: Int64, body: () -> Void)] = []

    init(seed: UInt64 = 1) { dice = Dice(state: seed) }

    var utcMicroseconds: Int64 { wallMicroseconds + now / 1_000 }

    func pass(seconds: Double) { now += Int64(seconds * 1e9) }

    func pass(until moment: Int64) { now = max(now, moment) }

    /// Does something at the next step of capture after this many seconds from now.
    func after(seconds: Double, _ body: @escaping () -> Void) {
        let moment = now + Int64(seconds * 1e9)
        events.insert((moment, body), at: events.firstIndex { $0.at > moment } ?? events.count)
    }

    func doWhatIsDue() {
        while let first = events.first, first.at <= now {
            events.removeFirst()
            first.body()
        }
    }

    var clock: Clock {
        Clock(
            monotonicNanoseconds: { self.now }, utcMicroseconds: { self.utcMicroseconds },
            isSynchronised: { self.isSynchronised }, sleep: { self.now += max(0, $0) })
    }

    var log: Log { Log { _, line in self.logged.append(line) } }

    func logged(_ event: String) -> Int { logged.filter { $0.hasPrefix(event) }.count }
}

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
}

/// What a card hears: sample values that tell the number of their frame and are never silence.
enum Groove {
    static let turn = 32_749
    static let format = PCMFormat(framesPerSecond: 8_000, channels: 1, bitsPerSample: 16)

    /// Any stretch of up to half a minute lies in it unbroken.
    private static let words = (0..<(turn + 16_384)).map { Int16($0 % turn + 1) }
    private static let samples = words.map { Int32($0) }
    private static let silence = [Int32](repeating: 0, count: 16_384)

    /// Puts frames as a device gives them at the beginning of a block.
    static func play(frame: Int, count: Int, into block: inout [UInt8]) {
        precondition(count <= 16_384 && count * 2 <= block.count)
        words.withUnsafeBytes { from in
            let start = frame % turn * 2
            block.withUnsafeMutableBytes { to in
                to.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[start..<(start + count * 2)]))
            }
        }
    }

    /// Whether decoded samples are exactly those frames or, without a frame, exactly silence.
    static func matches(_ decoded: [Int32], _ range: Range<Int>, frame: Int?) -> Bool {
        precondition(range.count <= 16_384 && range.upperBound <= decoded.count)
        let truth = frame == nil ? silence : samples
        let start = (frame ?? 0) % turn
        return decoded.withUnsafeBufferPointer { heard in
            truth.withUnsafeBufferPointer { truth in
                guard let heard = heard.baseAddress, let truth = truth.baseAddress else {
                    return range.isEmpty
                }
                return memcmp(heard + range.lowerBound, truth + start, range.count * 4) == 0
            }
        }
    }
}
