import CLAME

/// What an MP3 file says of itself, to players that know ID3.
package struct MP3Tags: Sendable {
    package var title: String
    package var artist: String?
    package var album: String?
    /// `3/8`
    package var track: String?
    package var year: String?
    /// Under any name: `GENRE` has a place of its own in ID3, the others stand there as they are.
    package var others: [(name: String, value: String)]
    /// PNG or JPEG.
    package var cover: [UInt8]?

    package init(
        title: String, artist: String? = nil, album: String? = nil, track: String? = nil, year: String? = nil,
        others: [(name: String, value: String)] = [], cover: [UInt8]? = nil
    ) {
        self.title = title
        self.artist = artist
        self.album = album
        self.track = track
        self.year = year
        self.others = others
        self.cover = cover
    }
}

/// Turns frames into a whole MP3 file of a good variable bit rate, which says how many frames a player must leave out at
/// either end. One thread owns it.
package final class MP3FileEncoder {
    /// The beginning of the file.
    package let header: [UInt8]

    private let lame: OpaquePointer
    private let format: PCMFormat
    private var scaled: [Int32] = []
    private var output: [UInt8] = []

    /// From 0, the best, to 9.
    private static let quality: Float = 2

    package init(format: PCMFormat, tags: MP3Tags) throws(MP3Error) {
        guard let lame = lame_init() else { throw .outOfMemory }
        self.lame = lame
        self.format = format
        lame_set_in_samplerate(lame, Int32(format.framesPerSecond))
        lame_set_out_samplerate(lame, format.framesPerSecond % 44_100 == 0 ? 44_100 : 48_000)
        lame_set_num_channels(lame, Int32(format.channels))
        lame_set_mode(lame, format.channels == 1 ? MONO : JOINT_STEREO)
        lame_set_VBR(lame, vbr_default)
        lame_set_VBR_quality(lame, Self.quality)
        lame_set_bWriteVbrTag(lame, 1)
        lame_set_write_id3tag_automatic(lame, 0)
        id3tag_init(lame)
        id3tag_v2_only(lame)
        tags.set(in: lame)
        guard lame_init_params(lame) >= 0 else {
            lame_close(lame)
            throw .refused(format, kilobitsPerSecond: 0)
        }
        var bytes = [UInt8](repeating: 0, count: lame_get_id3v2_tag(lame, nil, 0))
        let count = lame_get_id3v2_tag(lame, &bytes, bytes.count)
        header = Array(bytes.prefix(count))
    }

    deinit { lame_close(lame) }

    /// Right-aligned, interleaved.
    package func encode(_ samples: [Int32], frames: Int) throws(MP3Error) -> [UInt8] {
        let count = frames * format.channels
        let shift = Int32(32 - format.bitsPerSample)
        if scaled.count < count { scaled = [Int32](repeating: 0, count: count) }
        for index in 0..<count { scaled[index] = samples[index] << shift }
        let room = frames * 5 / 4 + 7_200
        if output.count < room { output = [UInt8](repeating: 0, count: room) }
        let written =
            format.channels == 2
            ? lame_encode_buffer_interleaved_int(lame, scaled, Int32(frames), &output, Int32(room))
            : lame_encode_buffer_int(lame, scaled, scaled, Int32(frames), &output, Int32(room))
        guard written >= 0 else { throw .cannotEncode(code: Int(written)) }
        return Array(output[..<Int(written)])
    }

    /// The end of the file, and the frame that must be written over the first one, behind the header.
    package func finish() throws(MP3Error) -> (last: [UInt8], first: [UInt8]) {
        var rest = [UInt8](repeating: 0, count: 7_200)
        let written = lame_encode_flush(lame, &rest, Int32(rest.count))
        guard written >= 0 else { throw .cannotEncode(code: Int(written)) }
        var first = [UInt8](repeating: 0, count: 4_096)
        let count = lame_get_lametag_frame(lame, &first, first.count)
        return (Array(rest[..<Int(written)]), Array(first.prefix(count)))
    }
}

extension MP3Tags {
    fileprivate func set(in lame: OpaquePointer) {
        let texts = [
            ("TIT2", title), ("TPE1", artist), ("TALB", album), ("TRCK", track), ("TYER", year),
        ]
        for (name, text) in texts {
            guard let text else { continue }
            // With the mark that says which byte comes first, and a zero at the end.
            id3tag_set_textinfo_utf16(lame, name, [0xFEFF] + Array(text.utf16) + [0])
        }
        for (name, value) in others {
            let (frame, text) = name == "GENRE" ? ("TCON", value) : ("TXXX", "\(name)=\(value)")
            id3tag_set_textinfo_utf16(lame, frame, [0xFEFF] + Array(text.utf16) + [0])
        }
        if let cover { id3tag_set_albumart(lame, cover.map { CChar(bitPattern: $0) }, cover.count) }
    }
}
