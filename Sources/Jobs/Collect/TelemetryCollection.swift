import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs collect`: an object of the inbox is taken in whole, then removed; one that was taken in and is still there
/// counts nothing twice.
struct TelemetryCollection {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let target = try call.originTarget()
        let files = try told(target)
        if call.isDry {
            try call.page.line(
                "\(Human.count(files.count, "object")) would be taken in from \(target.name)")
            return .unchanged()
        }
        guard !files.isEmpty else { return .unchanged(["objects": 0]) }
        let store = try call.originStore()
        let bar = call.progress("collecting", unit: .files)
        defer { bar.end() }
        var taken = OriginStore.Taken()
        var failures = InboxFailures(call)
        for (index, file) in files.enumerated() {
            if call.stop.isSet {
                try target.settle()
                return .stopped(Self.summary(index, taken, failures))
            }
            bar.show(done: Double(index), of: Double(files.count))
            do throws(JobError) {
                taken += try take(file, target, store)
                CrashPoint.pass(.collectTaken)
                try target.remove(file.path)
                CrashPoint.pass(.collectRemoved)
                failures.end()
            } catch {
                try failures.add(file.path, error)
            }
        }
        try target.settle()
        if taken.bad > 0 { call.log.warning("telemetry made no sense", ["lines": taken.bad]) }
        let summary = Self.summary(files.count, taken, failures)
        return failures.count > 0 ? .findings(summary) : .changed(summary)
    }

    /// What no player names so is not taken for what one told, nor removed.
    private func told(_ target: any OriginTarget) throws(JobError) -> [StoredFile] {
        var told: [StoredFile] = []
        var others: [StoredFile] = []
        for file in try target.list(OriginFile.inbox) where !file.path.hasSuffix(Files.asideSuffix) {
            if OriginFile.isTold(file.path) {
                told.append(file)
            } else if !file.path.hasSuffix("/") {
                // What ends so stands for a folder of a bucket.
                others.append(file)
            }
        }
        if let first = others.first {
            call.log.warning(
                "what lies in the inbox under a name of nobody is left alone",
                ["objects": others.count, "first": oneLine(first.path)])
        }
        return told
    }

    private static func summary(
        _ objects: Int, _ taken: OriginStore.Taken, _ failures: InboxFailures
    ) -> Log.Fields {
        [
            "objects": objects - failures.count, "plays": taken.plays, "syncs": taken.syncs,
            "repeats": taken.repeats, "bad": taken.bad, "failed": failures.count,
        ]
    }

    private func take(
        _ file: StoredFile, _ target: any OriginTarget, _ store: OriginStore
    ) throws(JobError) -> OriginStore.Taken {
        let now = call.now
        let parcel = try Parcel(file, target)
        guard let sender = parcel.sender else {
            try inCatalogue { () throws(CatalogueError) in
                try store.quarantine(parcel.bad, path: file.path, now)
            }
            var taken = OriginStore.Taken()
            taken.bad = parcel.bad.count
            return taken
        }
        return try inCatalogue { () throws(CatalogueError) in
            try store.take(
                parcel.lines, bad: parcel.bad, from: sender, path: file.path, atMicroseconds: now)
        }
    }
}

/// Objects that could not be read or removed: each is told, and holds up no other.
private struct InboxFailures {
    private(set) var count = 0
    private var inARow = 0
    private let call: Call

    private static let mostTold = 20
    /// After so many answers that nobody is there, nobody is.
    private static let mostBusyInARow = 3

    init(_ call: Call) { self.call = call }

    mutating func end() { inARow = 0 }

    /// Throws what is not about this one object.
    mutating func add(_ path: String, _ error: JobError) throws(JobError) {
        count += 1
        inARow += 1
        switch error {
        case .busy: if inARow >= Self.mostBusyInARow { throw error }
        case .failed, .refused, .disk: break
        case .noRoom, .misconfigured, .catalogue, .stopped, .nobodyReading: throw error
        }
        guard count <= Self.mostTold else { return }
        call.log.warning("an object of the inbox stays there", ["path": path, "reason": "\(error)"])
    }
}
