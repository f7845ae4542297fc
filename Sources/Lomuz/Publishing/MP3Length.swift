/// How long an MP3 file plays, from its frames: what its encoder says in the first one, or all of them counted.
package struct MP3Length {
    package private(set) var milliseconds = 0

    private struct Frame {
        let bytes: Int
        let samples: Int
        let samplesPerSecond: Int
        /// Where the encoder's own frame has its words, from the beginning of the frame.
        let wordsOffset: Int
    }

    private static let window = 1 << 18
    /// Garbage between frames is passed over as far as this.
    private static let mostGarbage = 1 << 16

    /// `read` answers bytes from an offset, fewer at the end. Nil for what holds no MP3 frames.
    package init?<Failure>(
        read: (_ offset: Int, _ count: Int) throws(Failure) -> [UInt8]
    ) throws(Failure) {
        var place = ID3Words.byteCount(of: try read(0, 10))
        var bytes = try read(place, Self.window)
        var start = place
        var (samples, rate, garbage, frames) = (0, 0, 0, 0)
        while true {
            if place - start + 4_096 > bytes.count, bytes.count == Self.window {
                bytes = try read(place, Self.window)
                start = place
            }
            let at = place - start
            guard at + 4 <= bytes.count, garbage < Self.mostGarbage else { break }
            guard let frame = Self.frame(bytes, at: at), frames > 0 || Self.isFollowed(bytes, at, frame)
            else {
                place += 1
                garbage += 1
                continue
            }
            if frames == 0, let told = Self.toldFrames(bytes, at + frame.wordsOffset) {
                milliseconds = told * frame.samples * 1_000 / frame.samplesPerSecond
                return
            }
            frames += 1
            samples += frame.samples
            rate = frame.samplesPerSecond
            garbage = 0
            place += frame.bytes
        }
        guard frames > 0 else { return nil }
        milliseconds = samples * 1_000 / rate
    }

    /// Two bytes that look like a frame are found in anything; another frame behind it is none by chance.
    private static func isFollowed(_ bytes: [UInt8], _ at: Int, _ frame: Frame) -> Bool {
        let next = at + frame.bytes
        return next + 4 > bytes.count || Self.frame(bytes, at: next) != nil
    }

    private static let rates = [44_100, 48_000, 32_000]
    private static let kilobits = [
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ]

    private static func frame(_ bytes: [UInt8], at place: Int) -> Frame? {
        guard bytes[place] == 0xFF, bytes[place + 1] & 0xE6 == 0xE2 else { return nil }
        let version = Int(bytes[place + 1] >> 3 & 3)
        let (bitrate, rate) = (Int(bytes[place + 2] >> 4), Int(bytes[place + 2] >> 2 & 3))
        guard version != 1, (1...14).contains(bitrate), rate < 3 else { return nil }
        let isFirst = version == 3
        let samplesPerSecond = rates[rate] >> (isFirst ? 0 : version == 2 ? 1 : 2)
        let samples = isFirst ? 1_152 : 576
        let padding = Int(bytes[place + 2] >> 1 & 1)
        let size = samples / 8 * kilobits[isFirst ? 0 : 1][bitrate] * 1_000 / samplesPerSecond + padding
        let isMono = bytes[place + 3] >> 6 == 3
        let side = isFirst ? (isMono ? 17 : 32) : (isMono ? 9 : 17)
        return Frame(
            bytes: size, samples: samples, samplesPerSecond: samplesPerSecond, wordsOffset: 4 + side)
    }

    private static func toldFrames(_ bytes: [UInt8], _ place: Int) -> Int? {
        guard place + 12 <= bytes.count else { return nil }
        let mark = String(decoding: bytes[place..<place + 4], as: UTF8.self)
        guard mark == "Xing" || mark == "Info", bytes[place + 7] & 1 == 1 else { return nil }
        let count = bytes[place + 8..<place + 12].reduce(0) { $0 << 8 | Int($1) }
        return (1...100_000_000).contains(count) ? count : nil
    }
}
