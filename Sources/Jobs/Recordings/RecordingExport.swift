import Archive
import Audio
import Catalogue
import Platform

/// `vinyl-jobs recordings export ID`: reads, and writes only where it was told to.
struct RecordingExport {
    private let call: Call
    private let disk = Disk.system

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let seen = try RecordingSeen(call, in: try call.existingCatalogue())
        let plan = try plan(seen.sidecar)
        let target = call.invocation.text(.to) ?? "."
        let folder = plan.folder.map { target + "/" + $0 } ?? target
        let paths = plan.files.map { folder + "/" + $0.name }
        // Before anything is written.
        if !call.invocation.has(.force) {
            for path in paths { try OpenTarget.checkFree(path) }
        }
        try makeFolder(folder)
        OpenTarget.tidy(folder)
        let exporter = SoundExporter(call, seen, plan.files, folder: folder)
        switch format {
        case "flac": try exporter.copy()
        case "mp3":
            try exporter.convert { file, tags, target throws(JobError) in
                try MP3Target(seen.sidecar.format, tags, in: target)
            }
        default:
            try exporter.convert { file, _, target throws(JobError) in
                try WAVTarget(seen.sidecar.format, frames: file.frames.count, in: target)
            }
        }
        if call.invocation.has(.json) {
            return try call.page.json(.object([("files", .array(paths.map(JSON.text)))]))
        }
        if !call.isQuiet { try call.page.lines(paths) }
    }

    private var format: String { call.invocation.text(.format) ?? "flac" }

    private func plan(_ sidecar: Sidecar) throws(JobError) -> ExportPlan {
        let all = ExportPlan.tracks(sidecar, ending: "." + format)
        guard let track = call.invocation.whole(.track) else {
            return call.invocation.has(.tracks) ? all : .whole(sidecar, ending: "." + format)
        }
        let one = all.only(track: track)
        guard !one.files.isEmpty else {
            throw .failed(
                "recording \(sidecar.number) has \(Human.count(all.files.count, "track")), not a track \(track)"
            )
        }
        return one
    }

    private func makeFolder(_ folder: String) throws(JobError) {
        if let refusal = Files.obstacleToWriting(in: folder), refusal.isNotAllowed {
            throw .failed("\(refusal), as user \(FolderOwner.ownName), to whom \(call.folders.root) belongs")
        }
        try onDisk { () throws(SystemError) in try disk.makeFolder(folder) }
    }
}

/// Takes files out of one recording.
struct SoundExporter {
    private let call: Call
    private let seen: RecordingSeen
    private let files: [ExportPlan.File]
    private let folder: String
    private let disk = Disk.system

    init(_ call: Call, _ seen: RecordingSeen, _ files: [ExportPlan.File], folder: String) {
        self.call = call
        self.seen = seen
        self.files = files
        self.folder = folder
    }

    private var format: PCMFormat { seen.sidecar.format }

    /// As FLAC: blocks as they are, wherever that is possible.
    func copy() throws(JobError) {
        let bar = call.progress("copying", unit: .seconds)
        defer { bar.end() }
        let all = files.reduce(0) { $0 + $1.frames.count }
        var done = 0
        for file in files {
            let before = done
            let target = try open(file)
            try copy(file, to: target.file) { frames in
                bar.show(
                    done: Double(before + frames) / Double(format.framesPerSecond),
                    of: Double(all) / Double(format.framesPerSecond))
                return !call.stop.isSet
            }
            try target.finish()
            done += file.frames.count
        }
    }

    private func open(_ file: ExportPlan.File) throws(JobError) -> OpenTarget {
        try OpenTarget(folder + "/" + file.name, isForced: call.invocation.has(.force))
    }

    private func copy(
        _ file: ExportPlan.File, to target: Int32, goOn: @escaping (_ frames: Int) -> Bool
    ) throws(JobError) {
        let pictures = pictures
        let tags = ExportTags(seen.sidecar, file, count: files.count)
        let room = pictures.reduce(40_000) { $0 + $1.body.count + 4 }
        var heard = 0
        let join = try joining { () throws(FLACJoinError) in
            try FLACJoin.write(
                [.sound(path: seen.path, frames: file.frames)], format, reserving: room, file: target
            ) { _, frames throws(FLACJoinError) in
                heard += frames
                guard goOn(heard) else { throw .stopped }
            }
        }
        if let damage = join.damaged.first {
            throw .failed(
                "\(seen.path) is damaged from frame \(file.frames.lowerBound + damage.lowerBound) on")
        }
        let comments = FLACMetadata.comments(tags.comments)
        let cues = file.track == nil ? [CueSheet(seen.sidecar).block].compactMap { $0 } : []
        guard let header = join.header(cues + [comments] + pictures) ?? join.header([comments]) else {
            throw .failed("the tags of recording \(seen.row.id) are too long")
        }
        try onDisk { () throws(SystemError) in try disk.write(target, header, 0) }
    }

    private var pictures: [FLACMetadata] {
        guard let file = try? OpenFile(reading: seen.path),
            let found = FLACMetadata.blocks(ofFile: file.descriptor)
        else { return [] }
        return found.blocks.filter { $0.type == FLACMetadata.pictureType }
    }

    /// As something else: decoded once, from the beginning to the end of the last file.
    func convert(
        _ encoded: (ExportPlan.File, MP3Tags, OpenTarget) throws(JobError) -> any SoundTarget
    ) throws(JobError) {
        let bar = call.progress("converting", unit: .seconds)
        defer { bar.end() }
        let cover = pictures.first?.image
        let decoding = try SoundDecoding(seen.path)
        let end = files.last?.frames.upperBound ?? 0
        for file in files {
            let tags = ExportTags(seen.sidecar, file, count: files.count).mp3(cover: cover)
            let target = try encoded(file, tags, try open(file))
            try decoding.read(file.frames) { samples, frames throws(JobError) in
                try call.stop.check()
                bar.show(done: Double(decoding.position), of: Double(end))
                try target.add(samples, frames: frames)
            }
            try target.finish()
        }
    }
}
