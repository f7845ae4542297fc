import Archive
import Audio
import Digests
import Pictures
import Platform

/// Writes a recording: all its files aside and synced, then one after the other under their final names, the sound
/// first. So whoever finds the sound finds the others, under this name or that.
struct RecordingWriter {
    private let call: Call
    private let disk = Disk.system
    private let plan: RecordingPlan

    /// Room for comments, cue sheet and cover.
    private static let headerBytes = 400_000
    private static let coverSizes = [500, 400, 320, 200]

    init(_ call: Call, _ plan: RecordingPlan) {
        self.call = call
        self.plan = plan
    }

    /// Answers what became of it.
    func run() throws(JobError) -> Sidecar {
        let name = plan.sidecar.name
        try onDisk { () throws(SystemError) in try disk.makeFolder(call.folders.folder(of: name)) }
        do throws(JobError) {
            let sidecar = try writeAside()
            try onDisk { () throws(SystemError) in
                for part in RecordingName.Part.allCases {
                    let path = call.folders.path(of: name, part)
                    try disk.rename(path + Files.asideSuffix, path)
                    if part == .sound { try disk.syncFolder(call.folders.folder(of: name)) }
                }
                try disk.syncFolder(call.folders.folder(of: name))
            }
            return sidecar
        } catch {
            removeWhatIsAside()
            throw error
        }
    }

    private func writeAside() throws(JobError) -> Sidecar {
        var sidecar = plan.sidecar
        let path = call.folders.path(of: sidecar.name, .sound) + Files.asideSuffix
        try? disk.remove(path)
        let file = try onDisk { () throws(SystemError) in try disk.createLocked(path) }
        defer { disk.close(file) }
        let portrait = try writeSound(file, &sidecar)
        sidecar.bytes = Files.facts(path)?.bytes ?? 0
        sidecar.sha256 = try onDisk { () throws(SystemError) in try FileDigest.sha256(path) ?? "" }
        for (part, bytes) in [
            (.sidecar, sidecar.text), (.cueSheet, CueSheet(sidecar).text),
            (.cover, try draw { () throws(Canvas.Failure) in try RecordPicture.draw(portrait, form: .png) }),
            (
                .waveform,
                try draw { () throws(Canvas.Failure) in try WaveformPicture.draw(portrait, form: .svg) }
            ),
        ] as [(RecordingName.Part, [UInt8])] {
            try onDisk { () throws(SystemError) in
                try Files.writeAside(call.folders.path(of: sidecar.name, part), bytes, disk: disk)
            }
        }
        return sidecar
    }

    private func writeSound(_ file: Int32, _ sidecar: inout Sidecar) throws(JobError) -> Portrait {
        let bar = call.progress("assembling", unit: .seconds)
        defer { bar.end() }
        let (all, rate, stop) = (plan.stretch.frames, plan.stretch.format.framesPerSecond, call.stop)
        let listener = RecordingListener(plan.stretch.format, frames: all) { frames in
            bar.show(done: Double(frames) / Double(rate), of: Double(all) / Double(rate))
            return !stop.isSet
        }
        let join = try joining { () throws(FLACJoinError) in
            try FLACJoin.write(
                plan.pieces(call.folders), plan.stretch.format, reserving: Self.headerBytes, file: file,
                disk: disk
            ) { samples, frames throws(FLACJoinError) in try listener.hear(samples, frames) }
        }
        sidecar.md5 = join.streamInfo.md5.hexadecimal
        sidecar.loudness = listener.loudnessFound
        sidecar.gaps += join.damaged.map { .init(offset: $0.lowerBound, frames: $0.count, cause: "damaged") }
        sidecar.gaps.sort { $0.offset < $1.offset }
        let portrait = listener.portrait(of: sidecar)
        let header = try header(join, sidecar, portrait)
        try onDisk { () throws(SystemError) in
            try disk.write(file, header, 0)
            try disk.sync(file)
        }
        return portrait
    }

    /// With the largest cover that there is room for.
    private func header(
        _ join: FLACJoin, _ sidecar: Sidecar, _ portrait: Portrait
    ) throws(JobError) -> [UInt8] {
        // Players take the names of chapters from the comments, if those come last.
        let comments = FLACMetadata.comments(RecordingComments(sidecar).all)
        let blocks = [CueSheet(sidecar).block].compactMap { $0 } + [comments]
        for size in Self.coverSizes {
            let image = try draw { () throws(Canvas.Failure) in
                try RecordPicture.draw(portrait, size: size, form: .png)
            }
            let cover = FLACMetadata.frontCover(image, .png, width: size, height: size, bitsPerPixel: 32)
            if let header = join.header(blocks + [cover]) { return header }
        }
        if let header = join.header(blocks) ?? join.header([comments]) { return header }
        throw .failed("what is to be said of recording \(sidecar.number) does not fit into its file")
    }

    private func draw(_ body: () throws(Canvas.Failure) -> [UInt8]) throws(JobError) -> [UInt8] {
        do throws(Canvas.Failure) { return try body() } catch { throw .failed("\(error)") }
    }

    private func removeWhatIsAside() {
        for part in RecordingName.Part.allCases {
            let path = call.folders.path(of: plan.sidecar.name, part) + Files.asideSuffix
            if Files.exists(path) { try? disk.remove(path) }
        }
    }
}

/// Hands on what joining throws.
func joining<Answer>(_ body: () throws(FLACJoinError) -> Answer) throws(JobError) -> Answer {
    do throws(FLACJoinError) { return try body() } catch {
        switch error {
        case .disk(let error): throw .disk(error)
        case .stopped: throw .stopped
        default: throw .failed("\(error)")
        }
    }
}
