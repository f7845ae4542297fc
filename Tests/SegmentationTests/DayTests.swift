import Features
import Glibc
import Segmentation
import TestSupport
import Testing

@Suite struct `a day without an end` {
    /// In a process of its own, whose memory is nobody else's.
    @Test func `is read in a second and in 100 MB`() async {
        await #expect(processExitsWith: .success) {
            var rules = Rules()
            rules.sessionMaximumHours = 48
            let features = Self.musicFor(hours: 24)
            let before = residentPeak()
            var line = TimeLine(from: .first, rules: rules)
            line.append(
                Features.Decoded(framesPerSecond: 48_000, firstTick: 0, features: features),
                of: TimeLine.Tape(id: "a", framesPerSecond: 48_000, startMicroseconds: 0))
            // As a job finds it that looked a minute ago.
            let start = ChapterStart(
                cause: .first, place: nil, idleFloor: nil, grooveFloor: nil, silentSince: nil,
                isNeedleDown: false, nextJudgement: line.count)
            let began = clock()
            let chapter = ChapterReader(line, rules: rules).chapter(from: start)
            let seconds = Double(clock() - began) / Double(CLOCKS_PER_SEC)
            let megabytes = (residentPeak() - before) / 1_024
            let isWhole = chapter.sessions.first.map { $0.extent.seconds > 86_000 } ?? false
            print("24 h: \(seconds) s of CPU, \(megabytes) MB")
            // A second is the aim; debug builds take longer, and sanitizers far more of everything.
            let isCheap = Double(megabytes) < 100 * sanitizerFactor && seconds < 3 * sanitizerFactor
            exit(!chapter.isFinal && isWhole && isCheap ? 0 : 1)
        }
    }

    /// A minute of idle, then a side whose tracks have gaps.
    private static func musicFor(hours: Int) -> Features {
        var features = Features()
        var dice = Dice(seed: 5)
        for tick in 0..<hours * 36_000 {
            var bands = SIMD16<Int16>()
            let isMusic = tick > 640 && tick % 2_400 > 20
            let level: Int16 = tick < 600 ? -9_800 : isMusic ? -5_000 : -8_000
            let spread: Float = tick < 600 ? 20 : isMusic ? 900 : 60
            for band in 0..<Features.bandCount {
                bands[band] = level - 100 * Int16(band) + Int16(spread * dice.between(-1, 1))
            }
            features.append(bands, Features.Extras())
        }
        return features
    }
}

/// Kilobytes.
private func residentPeak() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss
}
