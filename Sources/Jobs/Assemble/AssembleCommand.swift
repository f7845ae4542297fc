import Archive
import Catalogue
import Platform

extension Command {
    static let assemble = Command(
        "assemble", summary: "makes recordings of finished sessions",
        explanation: """
            Each session becomes one FLAC file, bit for bit as it was heard, with a cover, a cue sheet and
            a sidecar that says all that is known of it; so does what was recorded by hand. A session is
            assembled once: when its recording is deleted, it does not come back. Started
            every five minutes.
            """,
        options: [.dryRun],
        examples: [
            .init("vinyl-jobs assemble", "makes what there is to make"),
            .init("vinyl-jobs assemble --dry-run", "says what that is"),
        ],
        deed: .work(isAlone: false) { call throws(JobError) in try AssembleRun(call).run() })
}

/// `vinyl-jobs assemble`: nobody else writes recordings meanwhile.
struct AssembleRun {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        if call.isDry { return try tell() }
        let catalogue = try call.catalogue()
        let shelf = RecordingShelf(call, catalogue)
        var changes = try shelf.tidy()
        let assembly = Assembly(call, catalogue)
        var tally = Tally()
        let (sessions, takes) = try pending(catalogue)
        for session in sessions {
            if call.stop.isSet { break }
            try tally.attempt(call, "session \(session.id)") { () throws(JobError) in
                try assembly.assemble(session)
            }
        }
        for take in takes {
            if call.stop.isSet { break }
            try tally.attempt(call, "take \(take.id)") { () throws(JobError) in try assembly.assemble(take) }
        }
        changes += tally.recordings + tally.failed
        let summary: Log.Fields = [
            "recordings": tally.recordings, "bytes": tally.bytes, "failed": tally.failed,
        ]
        if call.stop.isSet { return changes > 0 ? .stopped(summary) : .stopped([:]) }
        if let error = tally.noRoom { throw error }
        if tally.failed > 0 { return .findings(summary) }
        return changes > 0 ? .changed(summary) : .unchanged()
    }

    private func pending(
        _ catalogue: Catalogue
    ) throws(JobError) -> (sessions: [Catalogue.Session], takes: [Catalogue.Take]) {
        try inCatalogue { () throws(CatalogueError) in
            (try catalogue.sessionsToAssemble(), try catalogue.takesUndone())
        }
    }

    private func tell() throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue() else {
            try call.page.line("would do nothing: there is no catalogue yet")
            return .unchanged()
        }
        let (sessions, takes) = try pending(catalogue)
        let sources = TapeSource(call, catalogue)
        for session in sessions {
            let plans = try inCatalogue { () throws(CatalogueError) in try sources.plans(of: session) }
            try tell(plans, "session \(session.id)")
        }
        for take in takes where take.end != nil {
            let plans = try inCatalogue { () throws(CatalogueError) in try sources.plans(of: take) }
            try tell(plans, "take \(take.id)")
        }
        if sessions.isEmpty && takes.isEmpty { try call.page.line("nothing to assemble") }
        return .unchanged()
    }

    private func tell(_ plans: [RecordingPlan], _ what: String) throws(JobError) {
        let missing = MissingTape.segments(of: plans, in: call.folders).count
        guard missing == 0 else {
            let words = Human.count(missing, "segment")
            return try call.page.line("\(what) waits: \(words) of its tape cannot be found")
        }
        try call.page.lines(plans.map { "would assemble \(what): \(Self.words($0))" })
    }

    private static func words(_ plan: RecordingPlan) -> String {
        "\(oneLine(plan.sidecar.title)), \(Human.duration(seconds: plan.sidecar.seconds)), "
            + "about \(Human.size(plan.roomBytes))"
    }
}

extension JobError {
    /// Others may be made all the same; smaller ones even where there is no room for this one.
    fileprivate var isOfOneRecording: Bool {
        switch self {
        case .failed, .noRoom, .disk: true
        default: false
        }
    }

    fileprivate var isNoRoom: Bool {
        switch self {
        case .noRoom: true
        case .disk(let error): error.isNoRoom
        default: false
        }
    }
}

/// What came of one run. One that cannot be done does not keep the others from being done.
private struct Tally {
    var recordings = 0
    var bytes = 0
    var failed = 0
    /// The first that there was no room for.
    private(set) var noRoom: JobError?

    mutating func attempt(
        _ call: Call, _ what: String, _ body: () throws(JobError) -> [Sidecar]
    ) throws(JobError) {
        do throws(JobError) {
            let made = try body()
            recordings += made.count
            bytes += made.reduce(0) { $0 + $1.bytes }
        } catch {
            guard error.isOfOneRecording else { throw error }
            failed += 1
            if error.isNoRoom { noRoom = noRoom ?? error }
            call.log.error("\(what) cannot be assembled", ["reason": "\(error)"])
        }
    }
}
