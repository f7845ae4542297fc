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
        let files = try target.list(OriginFile.inbox).filter { !$0.path.hasSuffix(Files.asideSuffix) }
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
        for (index, file) in files.enumerated() {
            if call.stop.isSet {
                try target.settle()
                return .stopped(Self.summary(index, taken))
            }
            bar.show(done: Double(index), of: Double(files.count))
            taken += try take(file, target, store)
            CrashPoint.pass("collect-taken")
            try target.remove(file.path)
            CrashPoint.pass("collect-removed")
        }
        try target.settle()
        if taken.bad > 0 { call.log.warning("telemetry made no sense", ["lines": taken.bad]) }
        return .changed(Self.summary(files.count, taken))
    }

    private static func summary(_ objects: Int, _ taken: OriginStore.Taken) -> Log.Fields {
        [
            "objects": objects, "plays": taken.plays, "syncs": taken.syncs, "repeats": taken.repeats,
            "bad": taken.bad,
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
