import Archive
import Audio
import Catalogue
import Digests
import Lomuz
import Loudness
import Platform

/// Makes MP3 of lossless sound, equally loud, once for each content.
struct Transcoding {
    private let call: Call
    private let store: OriginStore
    private let loudness: Int

    init(_ call: Call, _ store: OriginStore, loudness: Int) {
        self.call = call
        self.store = store
        self.loudness = loudness
    }

    /// Names what comes out for one content: the encoder's settings and the loudness.
    private var recipe: String { "mp3 v2 \(loudness) LUFS" }
    private var folder: String { call.folders.root + "/transcodes" }

    func path(of sha256: String) -> String { "\(folder)/\(sha256.prefix(2))/\(sha256).mp3" }

    /// Nil in a dry run, for one that is still to be made.
    func run(
        _ path: String, sha256 source: String, title: String, artist: String
    ) throws(JobError) -> (sha256: String, bytes: Int)? {
        let known = try inCatalogue { () throws(CatalogueError) in
            try store.transcode(of: source, recipe: recipe)
        }
        if let known, Files.facts(self.path(of: known.sha256))?.bytes == known.bytes {
            return known
        }
        if call.isDry { return nil }
        let aside = "\(folder)/making.mp3"
        try onDisk { () throws(SystemError) in try Disk.system.makeFolder(folder) }
        try encode(path, gain: try gain(path), MP3Tags(title: title, artist: artist), to: aside)
        return try name(aside, source)
    }

    private func gain(_ path: String) throws(JobError) -> LoudnessGain {
        let sound = try LosslessSound(path)
        let meter = LoudnessMeter(
            framesPerSecond: sound.format.framesPerSecond, channels: sound.format.channels,
            bitsPerSample: sound.format.bitsPerSample)
        guard let meter else { throw .failed("the loudness of \(path) cannot be measured") }
        try sound.read { samples, frames throws(JobError) in
            try call.stop.check()
            meter.add(samples, frames: frames)
        }
        return LoudnessGain(meter.loudness, target: loudness)
    }

    private func encode(
        _ path: String, gain: LoudnessGain, _ tags: MP3Tags, to target: String
    ) throws(JobError) {
        let sound = try LosslessSound(path)
        let file = try MP3Target(sound.format, tags, in: try OpenTarget(target, isForced: true))
        let bar = call.progress("encoding", unit: .seconds)
        defer { bar.end() }
        var done = 0
        try sound.read { samples, frames throws(JobError) in
            try call.stop.check()
            let louder = gain.apply(to: samples, count: frames * sound.format.channels)
            try file.add(louder, frames: frames)
            done += frames
            bar.show(done: Double(done), of: Double(sound.frames))
        }
        try file.finish()
    }

    private func name(_ aside: String, _ source: String) throws(JobError) -> (sha256: String, bytes: Int) {
        let sha256 = try onDisk { () throws(SystemError) in try FileDigest.sha256(aside) }
        guard let sha256, let bytes = Files.facts(aside)?.bytes else {
            throw .failed("\(aside) is gone")
        }
        let path = self.path(of: sha256)
        try onDisk { () throws(SystemError) in
            try Disk.system.makeFolder(parentFolder(path))
            try Disk.system.rename(aside, path)
            try Disk.system.syncFolder(parentFolder(path))
        }
        try inCatalogue { () throws(CatalogueError) in
            try store.store(
                transcode: sha256, bytes: bytes, of: source, recipe: recipe, atMicroseconds: call.now)
        }
        return (sha256, bytes)
    }
}
