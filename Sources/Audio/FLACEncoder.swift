import CFLAC

/// Turns frames into FLAC frames; what lies before them in a file is for others to write. One thread owns it.
package final class FLACEncoder {
    package struct EncodedBlock: Sendable {
        package let bytes: [UInt8]
        package let frames: Int
    }

    private let encoder: UnsafeMutablePointer<FLAC__StreamEncoder>
    private let format: PCMFormat
    private var samples: [Int32]
    private let sink = Sink()

    /// Where libFLAC's callbacks put what they are given.
    private final class Sink {
        var blocks: [EncodedBlock] = []
        var streamInfo: FLAC__StreamMetadata_StreamInfo?
    }

    package init(format: PCMFormat, level: Int = 5) throws(FLACError) {
        guard let encoder = FLAC__stream_encoder_new() else { throw .outOfMemory }
        self.encoder = encoder
        self.format = format
        samples = [Int32](repeating: 0, count: format.framesPerBlock * format.channels)
        FLAC__stream_encoder_set_channels(encoder, UInt32(format.channels))
        FLAC__stream_encoder_set_bits_per_sample(encoder, UInt32(format.bitsPerSample))
        FLAC__stream_encoder_set_sample_rate(encoder, UInt32(format.framesPerSecond))
        FLAC__stream_encoder_set_compression_level(encoder, UInt32(level))
        FLAC__stream_encoder_set_blocksize(encoder, UInt32(format.framesPerBlock))
        let status = FLAC__stream_encoder_init_stream(
            encoder, takeBytes, nil, nil, takeMetadata, Unmanaged.passUnretained(sink).toOpaque())
        guard status == FLAC__STREAM_ENCODER_INIT_STATUS_OK else {
            throw .cannotEncode(format, status: Int(status.rawValue))
        }
    }

    deinit { FLAC__stream_encoder_delete(encoder) }

    /// Takes at most a block of packed frames and gives the blocks that are complete: the encoder looks one frame
    /// ahead, so a block comes out when the next one begins.
    package func encode(_ bytes: [UInt8], frames: Int) throws(FLACError) -> [EncodedBlock] {
        PCM.unpack(bytes, frames: frames, format: format, into: &samples)
        return try encode(samples, frames: frames)
    }

    package func encode(_ samples: [Int32], frames: Int) throws(FLACError) -> [EncodedBlock] {
        let isTaken = samples.withUnsafeBufferPointer {
            FLAC__stream_encoder_process_interleaved(encoder, $0.baseAddress, UInt32(frames))
        }
        guard isTaken != 0 else { throw .cannotEncode(format, status: state) }
        return takeBlocks()
    }

    /// The last blocks, and what the whole stream turned out to be. Nothing can be encoded afterwards.
    package func finish() throws(FLACError) -> (blocks: [EncodedBlock], streamInfo: StreamInfo) {
        guard FLAC__stream_encoder_finish(encoder) != 0, let whole = sink.streamInfo else {
            throw .cannotEncode(format, status: state)
        }
        var info = StreamInfo(format: format, framesPerBlock: format.framesPerBlock)
        info.fewestFrameBytes = Int(whole.min_framesize)
        info.mostFrameBytes = Int(whole.max_framesize)
        info.frames = Int(whole.total_samples)
        info.md5 = withUnsafeBytes(of: whole.md5sum) { Array($0) }
        return (takeBlocks(), info)
    }

    private var state: Int { Int(FLAC__stream_encoder_get_state(encoder).rawValue) }

    private func takeBlocks() -> [EncodedBlock] {
        defer { sink.blocks.removeAll(keepingCapacity: true) }
        return sink.blocks
    }

    private let takeBytes: FLAC__StreamEncoderWriteCallback = { _, buffer, bytes, frames, _, client in
        // Bytes without frames are the header, which is not ours to write.
        guard frames > 0, let client else { return FLAC__STREAM_ENCODER_WRITE_STATUS_OK }
        let sink = Unmanaged<Sink>.fromOpaque(client).takeUnretainedValue()
        let copy = Array(UnsafeBufferPointer(start: buffer, count: bytes))
        sink.blocks.append(EncodedBlock(bytes: copy, frames: Int(frames)))
        return FLAC__STREAM_ENCODER_WRITE_STATUS_OK
    }

    private let takeMetadata: FLAC__StreamEncoderMetadataCallback = { _, metadata, client in
        guard let client, let metadata else { return }
        Unmanaged<Sink>.fromOpaque(client).takeUnretainedValue().streamInfo =
            metadata.pointee.data.stream_info
    }
}

package enum FLACError: Error, Equatable, CustomStringConvertible {
    case outOfMemory
    case cannotEncode(PCMFormat, status: Int)
    case cannotDecode(reason: String)

    package var description: String {
        switch self {
        case .outOfMemory: "no memory for FLAC"
        case .cannotEncode(let format, let status): "cannot encode \(format) as FLAC (status \(status))"
        case .cannotDecode(let reason): "cannot decode FLAC: \(reason)"
        }
    }
}
