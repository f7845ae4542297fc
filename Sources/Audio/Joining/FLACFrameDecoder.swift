import CFLAC

/// Decodes single frames, whatever came before them.
final class FLACFrameDecoder {
    /// Of the last frame: right-aligned, interleaved.
    var samples: [Int32] { source.samples }

    private let decoder: UnsafeMutablePointer<FLAC__StreamDecoder>
    private let source = Source()

    private final class Source {
        var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
        var taken = 0
        var samples: [Int32] = []
        var frames = 0
        var isBroken = false
    }

    init() throws(FLACError) {
        guard let decoder = FLAC__stream_decoder_new() else { throw .outOfMemory }
        self.decoder = decoder
        let status = FLAC__stream_decoder_init_stream(
            decoder, readBytes, nil, tell, nil, nil, takeFrames, nil, noteError,
            Unmanaged.passUnretained(source).toOpaque())
        guard status == FLAC__STREAM_DECODER_INIT_STATUS_OK else {
            FLAC__stream_decoder_delete(decoder)
            throw .cannotDecode(reason: "status \(status.rawValue)")
        }
    }

    deinit { FLAC__stream_decoder_delete(decoder) }

    /// How many bytes the frame takes that the bytes begin with; nil when it is not whole.
    func decode(_ bytes: UnsafeRawBufferPointer) -> Int? {
        source.bytes = bytes
        source.taken = 0
        source.frames = 0
        source.isBroken = false
        defer { source.bytes = UnsafeRawBufferPointer(start: nil, count: 0) }
        _ = FLAC__stream_decoder_flush(decoder)
        while source.frames == 0 {
            guard FLAC__stream_decoder_process_single(decoder) != 0, !source.isBroken,
                FLAC__stream_decoder_get_state(decoder) != FLAC__STREAM_DECODER_ABORTED
            else { return nil }
        }
        var end: UInt64 = 0
        return FLAC__stream_decoder_get_decode_position(decoder, &end) != 0 ? Int(end) : nil
    }

    private let readBytes: FLAC__StreamDecoderReadCallback = { _, buffer, bytes, client in
        guard let client, let buffer, let bytes else { return FLAC__STREAM_DECODER_READ_STATUS_ABORT }
        let source = Unmanaged<Source>.fromOpaque(client).takeUnretainedValue()
        let count = min(bytes.pointee, source.bytes.count - source.taken)
        bytes.pointee = count
        guard count > 0 else { return FLAC__STREAM_DECODER_READ_STATUS_ABORT }
        UnsafeMutableRawBufferPointer(start: buffer, count: count)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source.bytes[source.taken...].prefix(count)))
        source.taken += count
        return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
    }

    private let tell: FLAC__StreamDecoderTellCallback = { _, offset, client in
        guard let client else { return FLAC__STREAM_DECODER_TELL_STATUS_ERROR }
        offset?.pointee = UInt64(Unmanaged<Source>.fromOpaque(client).takeUnretainedValue().taken)
        return FLAC__STREAM_DECODER_TELL_STATUS_OK
    }

    private let takeFrames: FLAC__StreamDecoderWriteCallback = { _, frame, channels, client in
        guard let client, let frame, let channels else { return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT }
        let source = Unmanaged<Source>.fromOpaque(client).takeUnretainedValue()
        let count = Int(frame.pointee.header.blocksize)
        let width = Int(frame.pointee.header.channels)
        source.frames = count
        if source.samples.count != count * width {
            source.samples = [Int32](repeating: 0, count: count * width)
        }
        source.samples.withUnsafeMutableBufferPointer { samples in
            for channel in 0..<width {
                guard let plane = channels[channel] else { continue }
                for index in 0..<count { samples[index &* width &+ channel] = plane[index] }
            }
        }
        return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
    }

    private let noteError: FLAC__StreamDecoderErrorCallback = { _, _, client in
        guard let client else { return }
        Unmanaged<Source>.fromOpaque(client).takeUnretainedValue().isBroken = true
    }
}
