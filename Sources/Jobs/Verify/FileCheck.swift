import Archive
import Audio
import Catalogue
import Digests
import Platform

/// Looks at one file after the other.
struct FileCheck {
    private let call: Call
    /// Every bit, and not only what can be seen from outside.
    private let isFull: Bool
    /// Told how much of a file has been read.
    private let passed: (_ share: Double) -> Void

    init(_ call: Call, isFull: Bool, passed: @escaping (_ share: Double) -> Void = { _ in }) {
        self.call = call
        self.isFull = isFull
        self.passed = passed
    }

    func segment(_ segment: Catalogue.Segment) throws(JobError) -> [Flaw] {
        let path = call.folders.segments + "/" + segment.path
        func flaw(_ reason: String) -> [Flaw] { [Flaw(path: path, reason: reason)] }
        guard let bytes = Files.facts(path)?.bytes else { return flaw("it is not there") }
        guard bytes == segment.bytes else { return flaw("it has \(bytes) bytes, not \(segment.bytes)") }
        guard let file = SegmentFolder.File(segment.path) else {
            return flaw("it is not called as a segment is")
        }
        do throws(SegmentFlaw) {
            let reader = try SegmentReader(path: path, name: file.name)
            guard reader.frames == segment.frames else {
                return flaw("it has frames \(reader.frames), not \(segment.frames)")
            }
        } catch {
            return flaw("\(error)")
        }
        return isFull ? try sound(path, frames: segment.frames.count, format: segment.format) : []
    }

    func recording(_ recording: Catalogue.Recording) throws(JobError) -> [Flaw] {
        let path = call.folders.path(of: recording.name, .sound)
        var flaws = sidecar(of: recording)
        for part in [RecordingName.Part.cueSheet, .cover, .waveform] {
            let path = call.folders.path(of: recording.name, part)
            if !Files.exists(path) { flaws.append(Flaw(path: path, reason: "it is not there")) }
        }
        guard let bytes = Files.facts(path)?.bytes else {
            return flaws + [Flaw(path: path, reason: "it is not there")]
        }
        guard bytes == recording.bytes else {
            return flaws + [Flaw(path: path, reason: "it has \(bytes) bytes, not \(recording.bytes)")]
        }
        guard isFull else { return flaws }
        let stop = call.stop
        let sha256 = try onDisk { () throws(SystemError) in try FileDigest.sha256(path) { _ in !stop.isSet } }
        guard let sha256 else { throw .stopped }
        if sha256 != recording.sha256 {
            flaws.append(Flaw(path: path, reason: "its SHA-256 is \(sha256), not \(recording.sha256)"))
        }
        return flaws + (try sound(path, frames: recording.frames, format: recording.format))
    }

    private func sidecar(of recording: Catalogue.Recording) -> [Flaw] {
        let path = call.folders.path(of: recording.name, .sidecar)
        func flaw(_ reason: String) -> [Flaw] { [Flaw(path: path, reason: reason)] }
        guard let bytes = try? Files.read(path) else { return flaw("it is not there") }
        do throws(SidecarError) {
            let sidecar = try Sidecar(parsing: bytes)
            let isSame =
                sidecar.key == recording.key && sidecar.frames == recording.frames
                && sidecar.sha256 == recording.sha256
            if !isSame { return flaw("it is of another recording") }
            return recording.says(sidecar)
                ? [] : flaw("it says something else than the catalogue; vinyl-jobs rebuild takes it over")
        } catch {
            return flaw("\(error)")
        }
    }

    /// Every block, in order, and what they come to; by the file itself, unless somebody knows it.
    func sound(
        _ path: String, frames: Int, format: PCMFormat, md5: String? = nil
    ) throws(JobError) -> [Flaw] {
        func flaw(_ reason: String) -> [Flaw] { [Flaw(path: path, reason: reason)] }
        guard let file = try? OpenFile(reading: path),
            let decoder = try? FLACDecoder(ByteReader(file: file.descriptor)), var digest = Digest(.md5)
        else { return flaw("it cannot be opened") }
        var done = 0
        var packed: [UInt8] = []
        while true {
            switch decoder.next() {
            case .block(let count):
                guard decoder.format == format else {
                    return flaw("it is not \(format) after \(done) frames")
                }
                guard decoder.firstFrame == done else {
                    return flaw("frame \(decoder.firstFrame) stands where frame \(done) should")
                }
                if packed.count != count * format.bytesPerFrame {
                    packed = [UInt8](repeating: 0, count: count * format.bytesPerFrame)
                }
                PCM.pack(decoder.samples, frames: count, format: format, into: &packed)
                digest.add(packed)
                done += count
                passed(Double(done) / Double(max(1, frames)))
                try call.stop.check()
            case .broken, .starved: return flaw("it is broken after \(done) of \(frames) frames")
            case .end:
                guard done == frames else { return flaw("it has \(done) of \(frames) frames") }
                let told = md5 ?? decoder.streamInfo?.md5.hexadecimal ?? ""
                let found = digest.finish().hexadecimal
                return told == found ? [] : flaw("its sound has the MD5 \(found), not \(told)")
            }
        }
    }
}
