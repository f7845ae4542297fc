import Audio
import Platform

/// A FLAC file read from its beginning on, as far as somebody wants.
final class SoundDecoding {
    private let path: String
    private let file: OpenFile
    private let decoder: FLACDecoder
    /// Of the block that was decoded last, what nobody has taken.
    private var block: [Int32] = []
    private var blockStart = 0
    private var blockFrames = 0
    private(set) var position = 0

    init(_ path: String) throws(JobError) {
        do throws(SystemError) { file = try OpenFile(reading: path) } catch { throw .disk(error) }
        do throws(FLACError) { decoder = try FLACDecoder(ByteReader(file: file.descriptor)) } catch {
            throw .failed("\(error)")
        }
        self.path = path
    }

    /// Ranges come in order.
    func read(
        _ range: Range<Int>, _ body: (_ samples: [Int32], _ frames: Int) throws(JobError) -> Void
    ) throws(JobError) {
        var at = range.lowerBound
        while at < range.upperBound {
            if at >= blockStart + blockFrames { try next() }
            let part = (blockStart..<blockStart + blockFrames).clamped(to: at..<range.upperBound)
            guard !part.isEmpty else { continue }
            position = part.upperBound
            let width = block.count / blockFrames
            let whole = part.count == blockFrames
            let first = (part.lowerBound - blockStart) * width
            try body(whole ? block : Array(block[first..<first + part.count * width]), part.count)
            at = part.upperBound
        }
    }

    private func next() throws(JobError) {
        guard case .block(let frames) = decoder.next() else {
            throw .failed("\(path) cannot be decoded after \(blockStart + blockFrames) frames")
        }
        blockStart += blockFrames
        blockFrames = frames
        block = decoder.samples
    }
}
