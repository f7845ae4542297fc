import Audio
import Platform

/// A FLAC or WAV file, from its first frame to its last.
final class LosslessSound {
    let format: PCMFormat
    let frames: Int
    private let source: FileSource
    private let path: String

    private static let marks = ["fLaC", "RIFF"]
    private static let framesAtOnce = 8_192
    private static let unused = PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 16)

    init(_ path: String) throws(JobError) {
        // Anything else would be taken for bare samples.
        let start = try onDisk { () throws(SystemError) in try Files.start(of: path, bytes: 4) }
        guard Self.marks.contains(String(decoding: start, as: UTF8.self)) else {
            throw .failed("\(path) is neither FLAC nor WAV")
        }
        do throws(CaptureError) {
            source = try FileSource(path: path, wanted: Self.unused, pacing: .reader)
        } catch { throw .failed("\(error)") }
        guard let frames = source.totalFrames, frames > 0 else {
            throw .failed("\(path) does not say how long it is")
        }
        format = source.format
        self.frames = frames
        self.path = path
    }

    func read(_ body: (_ samples: [Int32], _ frames: Int) throws(JobError) -> Void) throws(JobError) {
        var block = [UInt8](repeating: 0, count: Self.framesAtOnce * format.bytesPerFrame)
        var samples = [Int32](repeating: 0, count: Self.framesAtOnce * format.channels)
        var done = 0
        while done < frames {
            let outcome: CaptureOutcome
            do throws(CaptureError) {
                outcome = try source.read(into: &block, waitMilliseconds: 1_000)
            } catch { throw .failed("\(error)") }
            guard case .frames(let count, _) = outcome else { break }
            PCM.unpack(block, frames: count, format: format, into: &samples)
            try body(samples, count)
            done += count
        }
        guard done >= frames else { throw .failed("\(path) is damaged after \(done) frames") }
    }
}
