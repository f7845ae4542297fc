import Archive
import Catalogue
import Platform

/// `vinyl-jobs record start`
struct TakeStart {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let seconds = call.invocation.whole(.preroll) ?? 0
        let title = try call.invocation.text(.title).map { text throws(JobError) in
            try LineOfText(text, "a title").text
        }
        let catalogue = try call.catalogue()
        if let running = try Self.running(catalogue), !running.isOver(at: call.now) {
            throw .failed(
                "a recording runs already, since \(Human.time(running.start.microseconds, seenAt: call.now)); "
                    + "vinyl-jobs record stop ends it")
        }
        guard let now = TapeNow(call) else { throw .failed(Self.whyNot(call)) }
        let start = now.edge(secondsAgo: seconds)
        // What is on this tape will come to lie on disk; what is before it must be there.
        if start.mark == nil {
            try TapeBeginning(call, catalogue).check(start.microseconds)
        } else {
            try checkLost(start, catalogue)
        }
        guard !call.isDry else {
            try call.page.line("would record from \(Human.time(start.microseconds)) on")
            return .unchanged()
        }
        let minutes = call.invocation.whole(.mostMinutes)
        let id = try inCatalogue { () throws(CatalogueError) in
            try catalogue.add(
                take: RecordingKey.random(), .take, title: title, from: start, to: nil,
                mostSeconds: minutes.map { $0 * 60 + seconds }, atMicroseconds: call.now)
        }
        try TakeClaim(call, catalogue).hold(id)
        if !call.isQuiet { try call.page.line("recording since \(Human.time(start.microseconds))") }
        return .changed(["take": id, "tape": now.tape, "frame": start.mark?.frame ?? -1])
    }

    /// Deleted already, though it was of this tape.
    private func checkLost(_ start: Catalogue.Edge, _ catalogue: Catalogue) throws(JobError) {
        let first = try inCatalogue { () throws(CatalogueError) in
            try catalogue.segments(from: start.place).first {
                $0.tape == start.mark?.tape && !$0.isBeingDeleted
            }
        }
        guard let first, let mark = start.mark, first.frames.lowerBound > mark.frame else { return }
        // A segment that is not indexed yet may hold it.
        guard try !isWaiting(mark, catalogue) else { return }
        throw .failed(
            "from \(Human.time(start.microseconds)) on the tape has nothing any more; it goes on at "
                + Human.time(first.startMicroseconds, seenAt: call.now))
    }

    private func isWaiting(_ mark: Catalogue.Chapter.Mark, _ catalogue: Catalogue) throws(JobError) -> Bool {
        let known = try inCatalogue { () throws(CatalogueError) in try catalogue.indexedPaths() }
        let folder = try SegmentFolder(call.folders, without: known)
        return (folder.finished + folder.unfinished).contains {
            $0.name.tape == mark.tape && $0.name.firstFrame <= mark.frame
        }
    }

    static func running(_ catalogue: Catalogue) throws(JobError) -> Catalogue.Take? {
        try inCatalogue { () throws(CatalogueError) in try catalogue.takesUndone().last { $0.end == nil } }
    }

    private static func whyNot(_ call: Call) -> String {
        switch RelayState(call) {
        case .silent(_, let reason): "the relay cannot be asked where the tape is: \(reason)"
        default: "nothing is being captured: no relay runs in \(call.folders.root)"
        }
    }
}

/// Keeps the tape of takes that wait.
struct TakeClaim {
    private let call: Call
    private let catalogue: Catalogue

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    func hold(_ id: Int) throws(JobError) {
        let (call, catalogue) = (call, catalogue)
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.write { () throws(CatalogueError) in
                guard let take = try catalogue.take(id) else { return }
                let plans = try TapeSource(call, catalogue).plans(of: take)
                try catalogue.claim(
                    plans.flatMap(\.stretch.segments), for: .init(purpose: "assemble", owner: "take \(id)"),
                    atMicroseconds: call.now)
            }
        }
    }
}
