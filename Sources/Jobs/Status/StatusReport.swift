import Archive
import Catalogue
import Platform

/// Everything that `vinyl-jobs status` shows, at one moment.
struct StatusReport {
    struct Job: Equatable {
        let name: String
        let runningPid: Int?
        /// It came to a good end then, whether or not there was something to do.
        let doneMicroseconds: Int64?
        /// When it last changed something or failed.
        let lastRun: Catalogue.JobRun?
    }

    struct Shelf {
        let segments: Int
        let segmentBytes: Int
        let oldestMicroseconds: Int64?
        let newest: Catalogue.Segment?
        let openSession: Catalogue.Session?
        let sides: Int
        let catalogueBytes: Int
        let madeMicroseconds: Int64?
        let forecast: Forecast
    }

    let now: Int64
    let folder: String
    let relay: RelayState
    /// Nil without a catalogue that can be read; then `trouble` says why.
    let shelf: Shelf?
    let trouble: String?
    let room: (freeBytes: Int, allBytes: Int)?
    let floorBytes: Int
    let jobs: [Job]

    init(_ call: Call) {
        now = call.now
        folder = call.folders.root
        relay = RelayState(call)
        room = Files.room(at: call.folders.root)
        floorBytes = call.settings.whole(.segmentFloorMegabytes) * 1_000_000
        var runs: [Catalogue.JobRun] = []
        do throws(JobError) {
            let catalogue = try Self.catalogue(call)
            (shelf, runs) = try inCatalogue { () throws(CatalogueError) in
                (try Shelf(catalogue, call), try catalogue.lastJobRuns())
            }
            trouble = nil
        } catch {
            shelf = nil
            trouble = "\(error)"
        }
        jobs = Self.jobs(call, runs)
    }

    private static func catalogue(_ call: Call) throws(JobError) -> Catalogue {
        if let pid = Lock.holder(path: call.folders.lockOfAll), !canShare(call.folders.lockOfAll) {
            throw .busy("process \(pid) is making it anew")
        }
        guard let catalogue = try call.existingCatalogue() else { throw .busy("none yet") }
        return catalogue
    }

    /// The lock is held alone, not together.
    private static func canShare(_ path: String) -> Bool {
        (try? Lock(path: path, .together)) != nil
    }

    private static func jobs(_ call: Call, _ runs: [Catalogue.JobRun]) -> [Job] {
        let stamps = Stamps(call.folders)
        let names = uniqued(call.table.jobs.map(\.noun) + runs.map(\.job))
        return names.map { name in
            Job(
                name: name, runningPid: Lock.holder(path: call.folders.lock(ofJob: name)),
                doneMicroseconds: stamps.microseconds(name), lastRun: runs.first { $0.job == name })
        }
    }
}

extension StatusReport.Shelf {
    fileprivate init(_ catalogue: Catalogue, _ call: Call) throws(CatalogueError) {
        let totals = try catalogue.segmentTotals()
        segments = totals.count
        segmentBytes = totals.bytes
        oldestMicroseconds = totals.oldestMicroseconds
        newest = try catalogue.newestSegment()
        let open = try catalogue.openSession()
        openSession = open
        var sides = 0
        if let open { sides = try catalogue.sides(ofSession: open.id).count }
        self.sides = sides
        catalogueBytes = Files.facts(call.folders.catalogue)?.bytes ?? 0
        madeMicroseconds = try catalogue.fact(.madeAt)
        forecast = try DiskRoom(call, catalogue, now: call.now).forecast(Retention(call.settings))
    }
}
