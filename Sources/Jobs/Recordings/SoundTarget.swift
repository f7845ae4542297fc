import Audio
import Platform

/// Where sound goes that is being converted.
protocol SoundTarget: AnyObject {
    func add(_ samples: [Int32], frames: Int) throws(JobError)
    func finish() throws(JobError)
}

final class WAVTarget: SoundTarget {
    private let target: OpenTarget
    private let format: PCMFormat
    private var written: Int
    private var packed: [UInt8] = []

    init(_ format: PCMFormat, frames: Int, in target: OpenTarget) throws(JobError) {
        let bytes = frames * format.bytesPerFrame
        guard bytes <= WAVHeader.mostDataBytes else {
            throw .failed("a WAV file cannot be so long; export its tracks, or as FLAC")
        }
        self.format = format
        let header = WAVHeader.of(format, dataBytes: bytes)
        try onDisk { () throws(SystemError) in try Disk.system.write(target.file, header, 0) }
        self.target = target
        written = header.count
    }

    func add(_ samples: [Int32], frames: Int) throws(JobError) {
        let count = frames * format.bytesPerFrame
        if packed.count != count { packed = [UInt8](repeating: 0, count: count) }
        PCM.pack(samples, frames: frames, format: format, into: &packed)
        try onDisk { () throws(SystemError) in try Disk.system.write(target.file, packed, written) }
        written += count
    }

    func finish() throws(JobError) { try target.finish() }
}

final class MP3Target: SoundTarget {
    private let target: OpenTarget
    private let encoder: MP3FileEncoder
    private var written = 0

    init(_ format: PCMFormat, _ tags: MP3Tags, in target: OpenTarget) throws(JobError) {
        self.target = target
        encoder = try encoding { () throws(MP3Error) in try MP3FileEncoder(format: format, tags: tags) }
        try append(encoder.header)
    }

    func add(_ samples: [Int32], frames: Int) throws(JobError) {
        try append(try encoding { () throws(MP3Error) in try encoder.encode(samples, frames: frames) })
    }

    func finish() throws(JobError) {
        let (last, first) = try encoding { () throws(MP3Error) in try encoder.finish() }
        try append(last)
        try onDisk { () throws(SystemError) in
            try Disk.system.write(target.file, first, encoder.header.count)
        }
        try target.finish()
    }

    private func append(_ bytes: [UInt8]) throws(JobError) {
        try onDisk { () throws(SystemError) in try Disk.system.write(target.file, bytes, written) }
        written += bytes.count
    }
}

private func encoding<Answer>(_ body: () throws(MP3Error) -> Answer) throws(JobError) -> Answer {
    do throws(MP3Error) { return try body() } catch { throw .failed("\(error)") }
}
