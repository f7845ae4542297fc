import Archive
import Catalogue
import Platform

/// `vinyl-jobs record clip`
struct Clip {
    private let call: Call

    private static let pauseMilliseconds = 500

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let (from, to) = try range
        let title = try call.invocation.text(.title).map { text throws(JobError) in
            try LineOfText(text, "a title").text
        }
        guard Files.exists(call.folders.root) else {
            throw .failed("nothing was captured yet: there is no folder \(call.folders.root)")
        }
        let catalogue = try call.catalogue()
        try bringUpToDate(catalogue)
        try TapeBeginning(call, catalogue).check(from)
        let length = Human.duration(seconds: Double(to - from) / 1_000_000)
        guard !call.isDry else {
            return try call.page.line("would make a recording of \(length), from \(Human.time(from)) on")
        }
        let id = try inCatalogue { () throws(CatalogueError) in
            try catalogue.add(
                take: RecordingKey.random(), .clip, title: title, from: .init(microseconds: from),
                to: .init(microseconds: to), atMicroseconds: call.now)
        }
        try TakeClaim(call, catalogue).hold(id)
        if call.invocation.has(.noWait) {
            if !call.isQuiet { try call.page.line("\(length) will be a recording with vinyl-jobs assemble") }
            return
        }
        try wait(for: to, catalogue)
        try assemble(id, from: from, catalogue)
    }

    private var range: (from: Int64, to: Int64) {
        get throws(JobError) {
            let now = call.now
            if let from = call.moment(.last) {
                guard !call.invocation.has(.from), !call.invocation.has(.to) else {
                    throw .failed("say either --last, or --from and --to")
                }
                return (from, now)
            }
            guard let from = call.moment(.from) else {
                throw .failed("say from when, with --from and --to, or with --last")
            }
            let to = try end ?? now
            guard to <= now else {
                throw .failed("\(Human.time(to)) is still to come; vinyl-jobs record start waits")
            }
            guard from < to else { throw .failed("\(Human.time(from)) is not before \(Human.time(to))") }
            return (from, to)
        }
    }

    private var end: Int64? {
        get throws(JobError) {
            guard let word = call.invocation.text(.to) else { return nil }
            if let end = TimeWords.microseconds(word, atMicroseconds: call.now) { return end }
            throw .failed("--to is \"\(oneLine(word))\", but may be: \(TimeWords.range)")
        }
    }

    /// What lies on disk is known; when another run is at it, that one sees to it.
    private func bringUpToDate(_ catalogue: Catalogue) throws(JobError) {
        guard let lock = try lock(ofJob: "segment") else { return }
        _ = try SegmentRun(call, isRebuild: true).run(on: catalogue)
        lock.release()
    }

    /// Nil while another run has it.
    private func lock(ofJob job: String) throws(JobError) -> Lock? {
        try onDisk { () throws(SystemError) in try Disk.system.makeFolder(call.folders.locks) }
        do throws(LockError) {
            return try Lock(path: call.folders.lock(ofJob: job))
        } catch {
            guard case .held = error else { throw .failed("\(error)") }
            return nil
        }
    }

    private func wait(for end: Int64, _ catalogue: Catalogue) throws(JobError) {
        let reach = TapeReach(call, catalogue)
        let start = call.now
        let bar = call.progress("waiting for the tape", unit: .seconds)
        defer { bar.end() }
        while try !reach.covers(.init(microseconds: end)) {
            // A segment is finished after so long at the latest.
            bar.show(
                done: Double(call.now - start) / 1e6, of: Double(call.settings.whole(.segmentSeconds)) + 5)
            if call.stop.wait(milliseconds: Self.pauseMilliseconds) { throw .stopped }
            try bringUpToDate(catalogue)
        }
    }

    private func assemble(_ id: Int, from start: Int64, _ catalogue: Catalogue) throws(JobError) {
        while true {
            if let lock = try lock(ofJob: "assemble") {
                let made = try assembleLocked(id, catalogue)
                lock.release()
                // What was not known at the beginning may be known now.
                if made.isEmpty { try TapeBeginning(call, catalogue).check(start) }
                return try tell(made)
            }
            // Whoever is at it may make ours as well.
            if call.stop.wait(milliseconds: Self.pauseMilliseconds) { throw .stopped }
        }
    }

    private func assembleLocked(_ id: Int, _ catalogue: Catalogue) throws(JobError) -> [Catalogue.Recording] {
        let take = try inCatalogue { () throws(CatalogueError) in try catalogue.take(id) }
        if let take, take.doneMicroseconds == nil {
            _ = try Assembly(call, catalogue).assemble(take)
        }
        return try inCatalogue { () throws(CatalogueError) in
            try take.flatMap { take throws(CatalogueError) in try catalogue.recording(withKey: take.key) }.map
            { [$0] }
                ?? []
        }
    }

    private func tell(_ made: [Catalogue.Recording]) throws(JobError) {
        guard let recording = made.first else {
            throw .failed("nothing of that time lies on the tape any more")
        }
        let path = call.folders.path(of: recording.name, .sound)
        if call.invocation.has(.json) {
            return try call.page.json(
                .object([
                    ("id", .whole(recording.id)), ("seconds", .number(recording.seconds)),
                    ("path", .text(path)),
                ]))
        }
        guard !call.isQuiet else { return }
        try call.page.line(
            "recording \(recording.id), \(Human.duration(seconds: recording.seconds)): "
                + path)
    }
}
