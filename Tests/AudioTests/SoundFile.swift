import Glibc
import Platform
import TestSupport
import Testing

@testable import Audio

private let stereo24 = PCMFormat(framesPerSecond: 96_000, channels: 2, bitsPerSample: 24)

/// A kind of file, its format and its sound.
struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let format: PCMFormat
    let bytes: [UInt8]
    let pcm: [UInt8]
    /// Nil where the file does not say it and a pipe would not know.
    var frames: Int { pcm.count / format.bytesPerFrame }

    static let all: [Sample] = [
        PCMFormat.stereo16, stereo24, PCMFormat(framesPerSecond: 44_100, channels: 1, bitsPerSample: 16),
    ]
    .flatMap { format -> [Sample] in
        let pcm = sound(frames: 20_000, format)
        let flac = (try? FLACFile(pcm, format).bytes) ?? []
        return [
            Sample(testDescription: "WAV, \(format)", format: format, bytes: wav(pcm, format), pcm: pcm),
            Sample(
                testDescription: "extensible WAV, \(format)", format: format,
                bytes: wav(pcm, format, isExtensible: true), pcm: pcm),
            Sample(
                testDescription: "endless WAV, \(format)", format: format,
                bytes: wav(pcm, format, dataBytes: 0xFFFF_FFFF), pcm: pcm),
            Sample(
                testDescription: "WAV with a tail, \(format)", format: format,
                bytes: wav(pcm, format) + Array("LIST".utf8) + [4, 0, 0, 0, 1, 2, 3, 4], pcm: pcm),
            Sample(testDescription: "FLAC, \(format)", format: format, bytes: flac, pcm: pcm),
            Sample(testDescription: "raw, \(format)", format: format, bytes: pcm, pcm: pcm),
        ]
    }
}

/// All that a source gives, and how it ended.
func everything(from source: FileSource, period: Int = 1_000) throws -> (pcm: [UInt8], last: CaptureOutcome) {
    var pcm: [UInt8] = []
    var block = [UInt8](repeating: 0, count: period * source.format.bytesPerFrame)
    while true {
        let outcome = try source.read(into: &block, waitMilliseconds: 5_000)
        if outcome == .nothing && source.totalFrames == nil { continue }
        guard case .frames(let frames, backlog: 0) = outcome else { return (pcm, outcome) }
        pcm += block[..<(frames * source.format.bytesPerFrame)]
    }
}

func withSoundFile(_ bytes: [UInt8], _ body: (_ path: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
        try write(bytes, to: folder + "/a")
        try body(folder + "/a")
    }
}
