import Audio
import Features
import Platform

/// Hears FLAC files from their first sample to their last, one after another, as one recording.
final class FileListener {
    private let tally: AnalysisTally
    private var format: PCMFormat?
    private var ears: ChannelPairs?
    /// Of the recording, as far as it was heard.
    private var frames = 0
    /// Frames that a file should have and has not.
    private(set) var missing: [Range<Int>] = []
    private(set) var remarks: [String] = []

    /// Longer jumps are not believed: nothing would be heard for a long time because of a few wrong bits.
    private static let longestJumpSeconds = 3_600

    init(_ tally: AnalysisTally) { self.tally = tally }

    func hear(_ path: String) throws(AnalysisError) {
        let file = try Self.open(path)
        guard let bytes = file.bytes else { throw .noFile(path) }
        guard let decoder = try? FLACDecoder(ByteReader(file: file.descriptor)) else {
            throw .unreadable(path, "there is no memory to decode it")
        }
        let start = frames
        var end: Int?
        var isDamaged = false
        var told = 0
        while !tally.isStopped {
            switch decoder.next() {
            case .block(let count):
                if end == nil { end = decoder.firstFrame }
                try take(decoder, of: path)
                let jump = decoder.firstFrame - (end ?? 0)
                if jump > 0, isBelievable(jump, of: decoder) { try skip(jump) }
                push(decoder.samples, count)
                end = decoder.firstFrame + count
                tally.add(seconds: Double(count) / Double(framesPerSecond), bytes: decoder.offset - told)
                told = max(told, decoder.offset)
            case .broken: isDamaged = true
            case .starved: throw .unreadable(path, "it cannot be read any further")
            case .end:
                tally.add(seconds: 0, bytes: bytes - told)
                guard frames > start else { throw .noSound(path) }
                let all = decoder.streamInfo?.frames ?? 0
                if isDamaged || all > frames - start { remarks.append("\(path) is damaged or cut short") }
                return
            }
        }
    }

    /// After the last file.
    func heard() -> Features.Decoded? {
        guard let ears else { return nil }
        return Features.Decoded(framesPerSecond: framesPerSecond, firstTick: 0, features: ears.finish())
    }

    private var framesPerSecond: Int { format?.framesPerSecond ?? 1 }

    private static func open(_ path: String) throws(AnalysisError) -> OpenFile {
        do throws(SystemError) { return try OpenFile(reading: path) } catch { throw .system(error) }
    }

    /// The first block says what is to be heard; the others have to be like it.
    private func take(_ decoder: FLACDecoder, of path: String) throws(AnalysisError) {
        guard let found = decoder.format, found != format else { return }
        if let format { throw .anotherFormat(path, found, format) }
        format = found
        do throws(FeaturesError) {
            ears = try ChannelPairs(
                framesPerSecond: found.framesPerSecond, channels: found.channels,
                bitsPerSample: found.bitsPerSample)
        } catch {
            throw .unheard(path, error)
        }
    }

    private func isBelievable(_ jump: Int, of decoder: FLACDecoder) -> Bool {
        let all = decoder.streamInfo?.frames ?? 0
        return jump <= Self.longestJumpSeconds * framesPerSecond
            && (all == 0 || decoder.firstFrame < all)
    }

    /// Silence stands where frames are missing, so that all that follows keeps its time.
    private func skip(_ jump: Int) throws(AnalysisError) {
        missing.append(frames..<frames + jump)
        var left = jump
        while left > 0 {
            let count = min(left, framesPerSecond)
            push([Int32](repeating: 0, count: count * (format?.channels ?? 1)), count)
            left -= count
        }
    }

    private func push(_ samples: [Int32], _ count: Int) {
        ears?.push(samples.span)
        frames += count
    }
}

/// Why a file could not be analysed.
enum AnalysisError: Error, Equatable, CustomStringConvertible {
    case system(SystemError)
    case noFile(String)
    case unreadable(String, String)
    case noSound(String)
    case anotherFormat(String, PCMFormat, PCMFormat)
    case unheard(String, FeaturesError)

    var description: String {
        switch self {
        case .system(let error): error.description
        case .noFile(let path): "\(path) is no plain file"
        case .unreadable(let path, let reason): "cannot analyse \(path): \(reason)"
        case .noSound(let path): "\(path) is no FLAC file, or nothing in it is whole"
        case .anotherFormat(let path, let found, let first):
            "\(path) has \(found) after \(first); one recording has one format"
        case .unheard(let path, let error): "\(path): \(error)"
        }
    }
}
