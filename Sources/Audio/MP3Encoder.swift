import CLAME

/// Turns frames into MP3 of a constant bit rate. No frame borrows bits from the one before it, so that a listener who
/// is moved forward hears a gap and no garbage. One thread owns it.
package final class MP3Encoder {
    private let lame: OpaquePointer
    private let format: PCMFormat
    private var samples: [Int32]
    private var output: [UInt8]
    private var pending: [UInt8] = []

    package let framesPerSecond: Int

    package init(format: PCMFormat, kilobitsPerSecond: Int) throws(MP3Error) {
        guard let lame = lame_init() else { throw .outOfMemory }
        self.lame = lame
        self.format = format
        framesPerSecond = format.framesPerSecond % 44_100 == 0 ? 44_100 : 48_000
        samples = [Int32](repeating: 0, count: format.framesPerBlock * format.channels)
        output = [UInt8](repeating: 0, count: format.framesPerBlock * 5 / 4 + 7_200)
        lame_set_in_samplerate(lame, Int32(format.framesPerSecond))
        lame_set_out_samplerate(lame, Int32(framesPerSecond))
        lame_set_num_channels(lame, Int32(format.channels))
        lame_set_mode(lame, format.channels == 1 ? MONO : JOINT_STEREO)
        lame_set_brate(lame, Int32(kilobitsPerSecond))
        lame_set_quality(lame, 5)
        lame_set_disable_reservoir(lame, 1)
        lame_set_bWriteVbrTag(lame, 0)
        guard lame_init_params(lame) >= 0 else {
            throw .refused(format, kilobitsPerSecond: kilobitsPerSecond)
        }
    }

    deinit { lame_close(lame) }

    /// Takes at most a block of packed frames, and gives the MP3 frames that are complete, each whole.
    package func encode(_ bytes: [UInt8], frames: Int) throws(MP3Error) -> [[UInt8]] {
        PCM.unpack(bytes, frames: frames, format: format, into: &samples)
        let shift = Int32(32 - format.bitsPerSample)
        for index in 0..<frames * format.channels { samples[index] <<= shift }
        let written = format.channels == 2 ? encodeStereo(frames) : encodeMono(frames)
        guard written >= 0 else { throw .cannotEncode(code: Int(written)) }
        pending += output[..<Int(written)]
        return takeWholeFrames()
    }

    private func encodeStereo(_ frames: Int) -> Int32 {
        lame_encode_buffer_interleaved_int(lame, samples, Int32(frames), &output, Int32(output.count))
    }

    private func encodeMono(_ frames: Int) -> Int32 {
        lame_encode_buffer_int(lame, samples, samples, Int32(frames), &output, Int32(output.count))
    }

    private func takeWholeFrames() -> [[UInt8]] {
        var whole: [[UInt8]] = []
        var at = 0
        while let length = MP3Frame.byteCount(pending[at...]), at + length <= pending.count {
            whole.append(Array(pending[at..<(at + length)]))
            at += length
        }
        pending.removeFirst(at)
        return whole
    }
}

/// The little we need to know of an MP3 frame. All that LAME gives us here is MPEG 1, layer 3.
enum MP3Frame {
    static let samples = 1_152
    private static let kilobits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    private static let rates = [44_100, 48_000, 32_000]

    static func byteCount(_ bytes: ArraySlice<UInt8>) -> Int? {
        let at = bytes.startIndex
        guard bytes.count >= 4, bytes[at] == 0xFF, bytes[at + 1] & 0xFE == 0xFA else { return nil }
        let kilobit = Int(bytes[at + 2] >> 4)
        let rate = Int(bytes[at + 2] >> 2 & 3)
        guard (1...14).contains(kilobit), rate < 3 else { return nil }
        return 144_000 * kilobits[kilobit] / rates[rate] + Int(bytes[at + 2] >> 1 & 1)
    }
}

package enum MP3Error: Error, Equatable, CustomStringConvertible {
    case outOfMemory
    case refused(PCMFormat, kilobitsPerSecond: Int)
    case cannotEncode(code: Int)

    package var description: String {
        switch self {
        case .outOfMemory: "no memory for MP3"
        case .refused(let format, let rate): "LAME refuses \(format) at \(rate) kbit/s"
        case .cannotEncode(let code): "LAME cannot encode (code \(code))"
        }
    }
}
