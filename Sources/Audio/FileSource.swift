import Glibc
import Platform

/// Sound from a path or FIFO: WAV or FLAC by its first bytes, anything else as raw PCM in the format of the settings.
package final class FileSource: CaptureSource {
    package let format: PCMFormat
    package let pacing: CapturePacing
    private let file: Int32
    private let reader: ByteReader
    private let decoder: FLACDecoder?
    private var bytesLeft: Int
    private var pending: [UInt8] = []
    private var pendingTaken = 0

    /// Waits for the first bytes of a FIFO, which say what it is, for as long as it takes: to close it in between would
    /// kill a sender who comes just then, or starts slowly.
    package init(path: String, wanted: PCMFormat, pacing: CapturePacing) throws(CaptureError) {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(SystemError(errno, doing: "open \(path)")) }
        let reader = ByteReader(file: file)
        do throws(CaptureError) {
            while !reader.gather(WAVHeader.mostBytes, withinMilliseconds: 1_000) {
                guard reader.isFIFO else { throw .notSound(path: path, reason: "nothing comes out of it") }
            }
            let start = reader.peek(WAVHeader.mostBytes)
            (format, bytesLeft, decoder) = try Self.understand(start, reader, path, wanted)
        } catch {
            close(file)
            throw error
        }
        self.file = file
        self.reader = reader
        self.pacing = pacing
    }

    /// How many frames there are in all; nil for a pipe.
    package var totalFrames: Int? {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        if let decoder { return decoder.streamInfo?.frames }
        return min(bytesLeft, Int(status.st_size) - reader.position) / format.bytesPerFrame
    }

    deinit { close(file) }

    private static func understand(
        _ start: [UInt8], _ reader: ByteReader, _ path: String, _ wanted: PCMFormat
    ) throws(CaptureError) -> (PCMFormat, bytesLeft: Int, FLACDecoder?) {
        if start.starts(with: "fLaC".utf8) {
            guard start.count >= 42, let info = StreamInfo(parsing: start[8..<42]), isUsable(info.format)
            else {
                throw .notSound(path: path, reason: "its FLAC header gives no format we can keep")
            }
            do throws(FLACError) {
                return (info.format, 0, try FLACDecoder(reader, streamInfo: info))
            } catch {
                throw .notSound(path: path, reason: "\(error)")
            }
        }
        guard start.starts(with: "RIFF".utf8) else { return (wanted, .max, nil) }
        guard let header = WAVHeader(parsing: start), isUsable(header.format) else {
            throw .notSound(path: path, reason: "it is no WAV of 16 or 24 bit PCM with one or two channels")
        }
        reader.skip(header.byteCount)
        let isEndless = reader.isPipe && header.dataBytes >= leastUnknownBytes
        return (header.format, isEndless ? .max : header.dataBytes, nil)
    }

    /// sox and arecord, who cannot go back in a pipe and write the length in, claim nearly 2 GiB beforehand.
    private static let leastUnknownBytes = 0x7FFF_0000

    /// Whether there is no length at which it ends by itself.
    var isEndless: Bool { bytesLeft == .max }

    private static func isUsable(_ format: PCMFormat) -> Bool {
        [1, 2].contains(format.channels) && [16, 24].contains(format.bitsPerSample)
            && (8_000...192_000).contains(format.framesPerSecond)
    }

    package func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome
    {
        let room = block.count / format.bytesPerFrame * format.bytesPerFrame
        if decoder != nil { return readDecoded(into: &block, room: room, waitMilliseconds) }
        guard reader.gather(room, withinMilliseconds: waitMilliseconds) else { return .nothing }
        let most = min(room, bytesLeft)
        var taken = 0
        while taken < most {
            let count = block.withUnsafeMutableBytes {
                reader.read(UnsafeMutableRawBufferPointer(rebasing: $0[taken..<most]))
            }
            guard count > 0 else { break }
            taken += count
        }
        // Half a frame at the end of a file is not sound.
        let frames = taken / format.bytesPerFrame
        if !isEndless { bytesLeft -= taken }
        return frames > 0 ? .frames(frames, backlog: 0) : .end
    }

    private func readDecoded(into block: inout [UInt8], room: Int, _ waitMilliseconds: Int) -> CaptureOutcome
    {
        if pendingTaken == pending.count {
            var step = decodeMore()
            if step == .starved, reader.gather(reader.bytesAhead + 1, withinMilliseconds: waitMilliseconds) {
                step = decodeMore()
            }
            if step == .starved && reader.isPipe { return .nothing }
            guard case .block = step else { return .end }
        }
        let count = min(room, pending.count - pendingTaken)
        block.replaceSubrange(0..<count, with: pending[pendingTaken..<(pendingTaken + count)])
        pendingTaken += count
        return .frames(count / format.bytesPerFrame, backlog: 0)
    }

    /// Broken frames are passed over, like a scratch.
    private func decodeMore() -> FLACDecoder.Step {
        guard let decoder else { return .end }
        var step = decoder.next()
        while step == .broken { step = decoder.next() }
        guard case .block(let frames) = step else { return step }
        guard decoder.format == format else { return .end }
        pending = [UInt8](repeating: 0, count: frames * format.bytesPerFrame)
        PCM.pack(decoder.samples, frames: frames, format: format, into: &pending)
        pendingTaken = 0
        return step
    }
}
