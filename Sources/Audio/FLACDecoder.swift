import CFLAC

/// Reads a FLAC stream block by block.
package final class FLACDecoder {
    /// Where the next block begins in the file, as long as nothing was found broken.
    package private(set) var offset: Int

    private let decoder: UnsafeMutablePointer<FLAC__StreamDecoder>
    private let source: Source

    private final class Source {
        let reader: ByteReader
        var samples: [Int32] = []
        var format: PCMFormat?
        var streamInfo: StreamInfo?
        var firstFrame = 0
        var frames = 0
        var isBroken = false

        init(reader: ByteReader, streamInfo: StreamInfo?) {
            self.reader = reader
            self.streamInfo = streamInfo
        }
    }

    /// Begins where the reader is: before a header or, without one, before a frame.
    package init(_ reader: ByteReader, streamInfo: StreamInfo? = nil) throws(FLACError) {
        guard let decoder = FLAC__stream_decoder_new() else { throw .outOfMemory }
        self.decoder = decoder
        offset = reader.position
        source = Source(reader: reader, streamInfo: streamInfo)
        let status = FLAC__stream_decoder_init_stream(
            decoder, readBytes, nil, tell, nil, nil, takeFrames, takeMetadata, noteError,
            Unmanaged.passUnretained(source).toOpaque())
        guard status == FLAC__STREAM_DECODER_INIT_STATUS_OK else {
            throw .cannotDecode(reason: "status \(status.rawValue)")
        }
    }

    deinit { FLAC__stream_decoder_delete(decoder) }

    /// Of the last block: right-aligned, interleaved.
    package var samples: [Int32] { source.samples }
    package var format: PCMFormat? { source.format }
    /// Of the last block: its place in the stream.
    package var firstFrame: Int { source.firstFrame }
    package var streamInfo: StreamInfo? { source.streamInfo }

    package enum Step: Equatable { case block(frames: Int), end, broken, starved }

    /// The next whole block. After `.broken` the decoder goes on behind the damage, after `.starved` it tries the same
    /// block again, which helps when more bytes have come.
    package func next() -> Step {
        source.frames = 0
        source.isBroken = false
        while source.frames == 0 {
            let isRunning = FLAC__stream_decoder_process_single(decoder) != 0
            let state = FLAC__stream_decoder_get_state(decoder)
            if state == FLAC__STREAM_DECODER_ABORTED {
                goBack()
                return .starved
            }
            if source.isBroken { return .broken }
            if source.frames > 0 { break }
            if state == FLAC__STREAM_DECODER_END_OF_STREAM { return .end }
            // It has given up, and would say so for ever.
            if !isRunning { return .end }
        }
        var position: UInt64 = 0
        if FLAC__stream_decoder_get_decode_position(decoder, &position) != 0 { offset = Int(position) }
        return .block(frames: source.frames)
    }

    private func goBack() {
        // Damage that was searched in vain is not searched again.
        if source.isBroken { offset = source.reader.position }
        source.reader.goBack(to: offset)
        _ = format == nil ? FLAC__stream_decoder_reset(decoder) : FLAC__stream_decoder_flush(decoder)
    }

    private let readBytes: FLAC__StreamDecoderReadCallback = { _, buffer, bytes, client in
        guard let client, let buffer, let bytes else { return FLAC__STREAM_DECODER_READ_STATUS_ABORT }
        let source = Unmanaged<Source>.fromOpaque(client).takeUnretainedValue()
        let count = source.reader.read(UnsafeMutableRawBufferPointer(start: buffer, count: bytes.pointee))
        bytes.pointee = max(0, count)
        if count == 0 { return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM }
        return count > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE : FLAC__STREAM_DECODER_READ_STATUS_ABORT
    }

    private let tell: FLAC__StreamDecoderTellCallback = { _, offset, client in
        guard let client else { return FLAC__STREAM_DECODER_TELL_STATUS_ERROR }
        offset?.pointee = UInt64(Unmanaged<Source>.fromOpaque(client).takeUnretainedValue().reader.position)
        return FLAC__STREAM_DECODER_TELL_STATUS_OK
    }

    private let takeFrames: FLAC__StreamDecoderWriteCallback = { _, frame, channels, client in
        guard let client, let frame, let channels else { return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT }
        let source = Unmanaged<Source>.fromOpaque(client).takeUnretainedValue()
        let header = frame.pointee.header
        let count = Int(header.blocksize)
        let width = Int(header.channels)
        source.format = PCMFormat(
            framesPerSecond: Int(header.sample_rate), channels: width,
            bitsPerSample: Int(header.bits_per_sample))
        // libFLAC has made a frame's number of a block's, always.
        source.firstFrame = Int(header.number.sample_number)
        source.frames = count
        if source.samples.count != count * width {
            source.samples = [Int32](repeating: 0, count: count * width)
        }
        source.samples.withUnsafeMutableBufferPointer { samples in
            if width == 2, let left = channels[0], let right = channels[1] {
                for index in 0..<count {
                    samples[2 * index] = left[index]
                    samples[2 * index + 1] = right[index]
                }
                return
            }
            for channel in 0..<width {
                guard let plane = channels[channel] else { continue }
                for index in 0..<count { samples[index * width + channel] = plane[index] }
            }
        }
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
    }

    private let takeMetadata: FLAC__StreamDecoderMetadataCallback = { _, metadata, client in
        guard let client, let metadata, metadata.pointee.type == FLAC__METADATA_TYPE_STREAMINFO else {
            return
        }
        let whole = metadata.pointee.data.stream_info
        let format = PCMFormat(
            framesPerSecond: Int(whole.sample_rate), channels: Int(whole.channels),
            bitsPerSample: Int(whole.bits_per_sample))
        var info = StreamInfo(format: format, framesPerBlock: Int(whole.min_blocksize))
        info.largestBlock = Int(whole.max_blocksize)
        info.frames = Int(whole.total_samples)
        info.md5 = withUnsafeBytes(of: whole.md5sum) { Array($0) }
        Unmanaged<Source>.fromOpaque(client).takeUnretainedValue().streamInfo = info
    }

    private let noteError: FLAC__StreamDecoderErrorCallback = { _, _, client in
        guard let client else { return }
        Unmanaged<Source>.fromOpaque(client).takeUnretainedValue().isBroken = true
    }
}
