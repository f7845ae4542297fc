import Archive
import Catalogue
import Platform

/// Makes recordings one at a time: chooses and claims, writes, then tells the catalogue.
struct Assembly {
    private let call: Call
    private let catalogue: Catalogue
    private let missing: MissingTape

    /// Left for others to go on with.
    private static let spareBytes = 1_000_000

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
        missing = MissingTape(call, catalogue)
    }

    func assemble(_ session: Catalogue.Session) throws(JobError) -> [Sidecar] {
        let claim = Catalogue.Claim(purpose: "assemble", owner: "session \(session.id)")
        let plans = try choose(claim) { source throws(CatalogueError) in try source.plans(of: session) }
        let made = try write(plans)
        if plans.isEmpty { call.log.warning("nothing left of a session", ["session": session.id]) }
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                try catalogue.markAssembled(session: session.id, atMicroseconds: call.now)
                try missing.settle(claim.owner)
                try catalogue.release(claim)
            }
        }
        return made
    }

    /// One that runs, or whose end is not on the tape yet, only keeps what it has.
    func assemble(_ take: Catalogue.Take) throws(JobError) -> [Sidecar] {
        let claim = Catalogue.Claim(purpose: "assemble", owner: "take \(take.id)")
        var plans = try claimed(by: claim) { source throws(CatalogueError) in try source.plans(of: take) }
        guard let end = take.effectiveEnd, try TapeReach(call, catalogue).covers(end, since: take.start)
        else {
            return []
        }
        plans = try choose(claim) { source throws(CatalogueError) in try source.plans(of: take) }
        let made = try write(plans)
        if plans.isEmpty { call.log.warning("nothing left of a take", ["take": take.id]) }
        if let shortfall = Shortfall(of: plans.map(\.sidecar), from: take.start, to: end) {
            call.log.warning("a take is shorter than asked", ["take": take.id, "reason": shortfall.text])
        }
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                let number = try plans.first.flatMap { plan throws(CatalogueError) in
                    try catalogue.recording(withKey: plan.sidecar.key)?.id
                }
                try catalogue.markDone(take: take.id, recording: number, atMicroseconds: call.now)
                try missing.settle(claim.owner)
                try catalogue.release(claim)
            }
        }
        return made
    }

    /// What is claimed stays so while some of it is not there.
    private func choose(
        _ claim: Catalogue.Claim, _ plans: (TapeSource) throws(CatalogueError) -> [RecordingPlan]
    ) throws(JobError) -> [RecordingPlan] {
        let whole = try claimed(by: claim, plans)
        let lost = try missing.givenUp(in: unmade(of: whole), for: claim.owner)
        var chosen = lost.isEmpty ? whole : try claimed(by: claim, without: lost, plans)
        for index in chosen.indices { chosen[index] = try beside(chosen[index]) }
        return chosen
    }

    /// A sound that no recording knows keeps its name, whatever it is.
    private func beside(_ plan: RecordingPlan) throws(JobError) -> RecordingPlan {
        var sidecar = plan.sidecar
        while try !isThere(sidecar.key), Files.exists(call.folders.path(of: sidecar.name, .sound)) {
            let path = sidecar.name.path
            let stray = try inCatalogue { () throws(CatalogueError) in
                try catalogue.noticeHolding(NoticeType.stray, about: path)
            }
            guard stray != nil else { throw .failed("\(path) is there already, and not known yet") }
            sidecar.key = RecordingKey.of("\(sidecar.key) again")
        }
        return RecordingPlan(stretch: plan.stretch, sidecar: sidecar)
    }

    private func claimed(
        by claim: Catalogue.Claim, without lost: Set<Int> = [],
        _ plans: (TapeSource) throws(CatalogueError) -> [RecordingPlan]
    ) throws(JobError) -> [RecordingPlan] {
        let source = TapeSource(call, catalogue, without: lost)
        return try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                let plans = try plans(source)
                try catalogue.claim(
                    plans.flatMap(\.stretch.segments), for: claim, atMicroseconds: call.now)
                return plans
            }
        }
    }

    private func write(_ plans: [RecordingPlan]) throws(JobError) -> [Sidecar] {
        let unmade = try unmade(of: plans)
        try checkRoom(for: unmade)
        var made: [Sidecar] = []
        for plan in unmade { made.append(try write(plan)) }
        return made
    }

    /// Those whose recording is not there yet, and for which the tape is needed.
    private func unmade(of plans: [RecordingPlan]) throws(JobError) -> [RecordingPlan] {
        var unmade: [RecordingPlan] = []
        for plan in plans where try !isThere(plan.sidecar.key) { unmade.append(plan) }
        return unmade
    }

    private func isThere(_ key: String) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in try catalogue.recording(withKey: key) != nil }
    }

    private func write(_ plan: RecordingPlan) throws(JobError) -> Sidecar {
        var sidecar = plan.sidecar
        sidecar.number = try inCatalogue { () throws(CatalogueError) in try catalogue.nextRecordingNumber() }
        let written = try RecordingWriter(call, RecordingPlan(stretch: plan.stretch, sidecar: sidecar)).run()
        try inCatalogue { () throws(CatalogueError) in try catalogue.store(written) }
        if !call.isQuiet {
            call.log.info(
                "recording made",
                [
                    "id": written.number, "title": written.title, "seconds": Int(written.seconds),
                    "bytes": written.bytes, "path": call.folders.path(of: written.name, .sound),
                ])
        }
        return written
    }

    private func checkRoom(for plans: [RecordingPlan]) throws(JobError) {
        let wanted = plans.reduce(0) { $0 + $1.roomBytes }
        guard wanted > 0, let free = Files.room(at: call.folders.recordings)?.freeBytes else { return }
        guard free < wanted + Self.spareBytes else { return }
        throw .noRoom(
            "not enough room for a recording: it takes about \(Human.size(wanted)), and \(Human.size(free)) are "
                + "free at \(call.folders.recordings)")
    }
}

/// How far the tape reaches.
struct TapeReach {
    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    /// Everything before an edge that will ever be on the tape is in the catalogue. An edge that is told by a clock alone
    /// is looked for from where its take begins: by that clock, older tapes may seem newer.
    func covers(_ edge: Catalogue.Edge, since start: Catalogue.Edge? = nil) throws(JobError) -> Bool {
        guard edge.mark != nil || edge.microseconds <= call.now else { return false }
        let from = edge.mark == nil ? start ?? edge : edge
        if edge.mark == nil, let mark = from.mark {
            let isKnown = try inCatalogue { () throws(CatalogueError) in
                try catalogue.startMicroseconds(ofTape: mark.tape) != nil
            }
            guard isKnown else { return try isOver() }
        }
        let segments = try inCatalogue { () throws(CatalogueError) in
            try catalogue.segments(from: from.place)
        }
        if let mark = edge.mark {
            if segments.contains(where: { $0.tape == mark.tape && $0.frames.upperBound >= mark.frame }) {
                return true
            }
            if segments.contains(where: { $0.tape != mark.tape && $0.startMicroseconds > edge.microseconds })
            {
                return true
            }
        } else if segments.contains(where: { $0.endMicroseconds >= edge.microseconds }) {
            return true
        }
        return try isOver()
    }

    /// No relay runs, and nothing that one has left is unknown.
    private func isOver() throws(JobError) -> Bool {
        guard Lock.state(path: call.folders.relayLock) == .free else { return false }
        let known = try inCatalogue { () throws(CatalogueError) in try catalogue.indexedPaths() }
        let folder = try SegmentFolder(call.folders, without: known)
        return folder.finished.isEmpty && folder.unfinished.isEmpty
    }
}
