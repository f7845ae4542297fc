import Archive
import Catalogue
import Platform

extension Command {
    static let segment = Command(
        "segment", summary: "finds sessions, sides and tracks in what was heard",
        explanation: """
            Finishes what a relay that died left unfinished, indexes new segments, and finds out when
            somebody listened to what. Made to be started every minute, by cron for example: it can be
            started at any time, stopped at any time, and goes on where it left off.
            """,
        options: [.dryRun],
        examples: [
            .init("vinyl-jobs segment", "brings the catalogue up to date"),
            .init("vinyl-jobs segment --dry-run", "says how much there is to do"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try SegmentRun(call).run() })
}

/// `vinyl-jobs segment`: gathers what is new on disk, decides what was heard, applies it to the catalogue.
struct SegmentRun {
    private let call: Call
    /// What happened was told when it did, and is only written down again.
    private let isRebuild: Bool

    init(_ call: Call, isRebuild: Bool = false) {
        self.call = call
        self.isRebuild = isRebuild
    }

    func run() throws(JobError) -> Outcome {
        if call.isDry { return try tell() }
        return try run(on: try call.catalogue())
    }

    func run(on catalogue: Catalogue) throws(JobError) -> Outcome {
        let known = try Known(catalogue, call)
        // Looked at before the files: whoever stops after this has files that are not in the list.
        let now = call.now
        let isQuiet = Lock.state(path: call.folders.relayLock) == .free
        let folder = try SegmentFolder(call.folders, without: known.paths)
        var salvage = Salvage(call)
        try salvage.run(folder)
        var indexing = SegmentIndexing(call, catalogue, setAside: known.setAside)
        try indexing.setAside(
            salvage.flaws + folder.foreign.map { ($0, .foreign("no segment has such a name")) })
        try indexing.run(SegmentFolder.sorted(folder.finished + salvage.salvaged))
        var finder = SessionFinder(
            call, catalogue, unfinished: salvage.left, quietUntil: isQuiet ? now : nil,
            isTelling: !isRebuild && !call.isQuiet)
        if !indexing.isStopped { try finder.run(new: indexing.new, isNew: indexing.heardAgain > 0) }
        return try outcome(salvage, indexing, finder)
    }

    private func outcome(_ salvage: Salvage, _ indexing: SegmentIndexing, _ finder: SessionFinder)
        throws(JobError) -> Outcome
    {
        let changes =
            salvage.salvaged.count + indexing.indexed + indexing.heardAgain + indexing.setAsideCount
            + finder.closed + finder.told
        let summary: Log.Fields = [
            "salvaged": salvage.salvaged.count, "segments": indexing.indexed,
            "set_aside": indexing.setAsideCount, "sessions": finder.sessions, "finished": finder.closed,
            "events": finder.told,
        ]
        if indexing.isStopped || finder.isStopped {
            guard changes > 0 else { throw .stopped }
            return .stopped(summary)
        }
        return changes > 0 ? .changed(summary) : .unchanged()
    }

    private func tell() throws(JobError) -> Outcome {
        let known = try call.existingCatalogue().map { catalogue throws(JobError) in
            try Known(catalogue, call)
        }
        let folder = try SegmentFolder(call.folders, without: known?.paths ?? [])
        let salvaged = Salvage.count(call, folder)
        try call.page.line("would salvage \(Human.count(salvaged, "segment"))")
        try call.page.line("would index \(Human.count(folder.finished.count, "segment"))")
        if !folder.foreign.isEmpty {
            try call.page.line("would set aside \(Human.count(folder.foreign.count, "file"))")
        }
        return .unchanged()
    }
}

/// What the catalogue knows of the files already.
private struct Known {
    let paths: Set<String>
    /// As they were then: one that has changed since is looked at again.
    let setAside: [Catalogue.SetAside]

    init(_ catalogue: Catalogue, _ call: Call) throws(JobError) {
        var paths: Set<String> = []
        var setAside: [Catalogue.SetAside] = []
        try inCatalogue { () throws(CatalogueError) in
            paths = try catalogue.indexedPaths()
            setAside = try catalogue.filesSetAside()
        }
        for file in setAside {
            let facts = Files.facts(call.folders.segments + "/" + file.path)
            if facts?.bytes == file.bytes, facts?.modifiedMicroseconds == file.modifiedMicroseconds {
                paths.insert(file.path)
            }
            if facts == nil && !call.isDry {
                try inCatalogue { () throws(CatalogueError) in try catalogue.forgetSetAside(file.path) }
            }
        }
        self.paths = paths
        self.setAside = setAside
    }
}
