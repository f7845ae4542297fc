import Glibc
import Platform

/// The frames of a FLAC file, each found by its header and held to both of its checksums.
final class FLACFrameReader {
    struct Frame {
        let offset: Int
        let byteCount: Int
        let header: FLACFrameHeader
        /// The place of its sound in the file's.
        let range: Range<Int>
    }

    private let file: Int32
    private let format: PCMFormat
    /// Nil when the beginning of the file is lost: its frames still say what they are.
    private let streamInfo: StreamInfo?
    private let soundOffset: Int
    private let mostFrameBytes: Int
    private let window: FileWindow
    private let decoder: FLACFrameDecoder
    private var offset: Int
    /// Where the last frame ended: nothing is told twice.
    private var passed = 0

    private static let step = 65_536

    init(path: String, format: PCMFormat) throws(FLACJoinError) {
        do throws(FLACError) { decoder = try FLACFrameDecoder() } catch { throw .sound(error) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .disk(SystemError(errno, doing: "open \(path)")) }
        let found = FLACMetadata.blocks(ofFile: file)
        streamInfo = (found?.blocks.first).flatMap { StreamInfo(parsing: $0.body[...]) }
        if let other = streamInfo?.format, other != format {
            close(file)
            throw .otherFormat(path: path, other, wanted: format)
        }
        self.file = file
        self.format = format
        soundOffset = found?.soundOffset ?? 0
        offset = soundOffset
        let block = max(streamInfo?.largestBlock ?? 0, format.framesPerBlock)
        // A side channel has one bit more.
        let verbatim = block * format.channels * (format.bitsPerSample + 1) / 8 + Self.step
        mostFrameBytes = max(verbatim, streamInfo?.mostFrameBytes ?? 0)
        window = FileWindow(file: file, capacity: max(1 << 20, 2 * mostFrameBytes))
    }

    deinit { close(file) }

    /// What the file says of itself, where it does.
    var frames: Int? { streamInfo.flatMap { $0.frames > 0 ? $0.frames : nil } }

    /// Whether all blocks but the last have this length.
    func isMadeOfBlocks(of frames: Int) -> Bool {
        streamInfo?.smallestBlock == frames && streamInfo?.largestBlock == frames
    }

    /// The next whole frame behind the last one; nil when there is no more.
    func next() -> Frame? {
        while offset < window.byteCount {
            guard let frame = frame(at: offset) ?? firstFrame(from: offset + 1, before: window.byteCount)
            else {
                offset = window.byteCount
                return nil
            }
            offset = frame.offset + frame.byteCount
            guard frame.range.lowerBound >= passed else { continue }
            passed = frame.range.upperBound
            return frame
        }
        return nil
    }

    /// Good until the reader is asked for anything else.
    func bytes(of frame: Frame) -> UnsafeRawBufferPointer { window.bytes(at: frame.offset, frame.byteCount) }

    /// Makes the next frame one that lies before the wanted one, or holds it, and is near.
    func seek(to wanted: Int) {
        offset = soundOffset
        passed = 0
        var end = window.byteCount
        while end - offset > 2 * Self.step {
            let middle = (offset + end) / 2
            if let frame = firstFrame(from: middle, before: end), frame.range.lowerBound <= wanted {
                offset = frame.offset
            } else {
                end = middle
            }
        }
    }
}

extension FLACFrameReader {
    private func firstFrame(from start: Int, before end: Int) -> Frame? {
        var at = start
        while at < end {
            let bytes = window.bytes(at: at, Self.step)
            if let found = nextHeader(in: bytes, from: 0) {
                at += found
                if at < end, let frame = frame(at: at) { return frame }
                at += 1
            } else if bytes.count < Self.step {
                return nil
            } else {
                at += bytes.count - FLACFrame.mostHeaderBytes
            }
        }
        return nil
    }

    /// Where bytes look like a frame of this file.
    private func nextHeader(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var at = start
        while at < bytes.count, let found = memchr(base + at, 0xFF, bytes.count - at) {
            at = UnsafeRawPointer(found) - base
            if header(in: bytes, at: at) != nil { return at }
            at += 1
        }
        return nil
    }

    private func header(in bytes: UnsafeRawBufferPointer, at: Int) -> FLACFrameHeader? {
        guard at + 1 < bytes.count, bytes[at + 1] & 0xFE == 0xF8 else { return nil }
        let header = FLACFrameHeader(
            UnsafeRawBufferPointer(rebasing: bytes[at...].prefix(FLACFrame.mostHeaderBytes)))
        return header?.format == format ? header : nil
    }

    private func frame(at offset: Int) -> Frame? {
        let bytes = window.bytes(at: offset, mostFrameBytes + FLACFrame.mostHeaderBytes)
        guard let header = header(in: bytes, at: 0) else { return nil }
        let isLast = offset + bytes.count == window.byteCount
        guard let byteCount = byteCount(of: header, in: bytes, isLast: isLast) ?? decoder.decode(bytes) else {
            return nil
        }
        let block = streamInfo?.largestBlock ?? format.framesPerBlock
        let first = header.isVariable ? header.number : header.number * block
        return Frame(
            offset: offset, byteCount: byteCount, header: header, range: first..<(first + header.frames))
    }

    /// A frame ends where another one begins and its checksum comes out right. Nil when none does, which is no proof:
    /// the one behind it may be damaged, or something else may stand there.
    private func byteCount(of header: FLACFrameHeader, in bytes: UnsafeRawBufferPointer, isLast: Bool) -> Int?
    {
        var crc: UInt16 = 0
        var checked = 0
        var at = header.byteCount
        while at < bytes.count {
            let end = nextHeader(in: bytes, from: at) ?? bytes.count
            guard end < bytes.count || isLast else { return nil }
            crc = Checksum.crc16(UnsafeRawBufferPointer(rebasing: bytes[checked..<end]), after: crc)
            // Only what has a checksum behind it is a frame.
            if crc == 0, end >= header.byteCount + 3 { return end }
            checked = end
            at = end + 1
        }
        return nil
    }
}
