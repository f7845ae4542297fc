import Archive
import Catalogue
import Platform

/// Looks at everything. Takes a second or two, as movement needs time to be seen.
struct Gathering {
    let call: Call
    let memory: HealthMemory

    func look() -> Look {
        var look = Look()
        look.memory = memory
        look.limits = limits
        look.relay = RelayGathering(call).relay(&look)
        look.now = call.now
        look.seconds = Double(call.clock.monotonicNanoseconds()) / 1e9
        look.maintenance = Maintenance(call.folders, now: look.now)
        look.tape = TapeGathering(call, look).tape
        look.disk = room
        look.jobs = jobs(at: look)
        look.board = Look.Board(sys: "/sys")
        look.isClockSynchronised = call.clock.isSynchronised()
        look.memory.decoded = decoded(look)
        gatherCatalogue(&look)
        look.player = try? PlayerHealth.look(call)
        return look
    }

    private var limits: Look.Limits {
        Look.Limits(
            memoryBytes: call.settings.whole(.memoryLimitMegabytes) * 1_000_000,
            listeners: call.settings.whole(.alertListeners),
            segmentSeconds: Double(call.settings.whole(.segmentSeconds)),
            floorBytes: call.settings.whole(.segmentFloorMegabytes) * 1_000_000,
            keepHours: Double(call.settings.whole(.segmentKeepHours)))
    }

    private var room: Look.Room {
        let root = call.folders.root
        guard let room = Files.wholeRoom(at: root) else { return Look.Room() }
        // What somebody else may not write says nothing of its owner.
        let obstacle = FolderOwner.isOurs(root) ? Files.obstacleToWriting(in: root) : nil
        return Look.Room(
            freeBytes: room.freeBytes, freeFiles: room.freeFiles, allFiles: room.allFiles,
            isReadOnly: room.isReadOnly, obstacle: obstacle.map { "\($0)" })
    }

    private func jobs(at look: Look) -> [Look.Job] {
        let stamps = Stamps(call.folders)
        return JobTimer.all(call.settings).map { timer in
            let pid = Lock.holder(path: call.folders.lock(ofJob: timer.job))
            let process = pid.flatMap { ProcessFacts(pid: $0) }
            return Look.Job(
                name: timer.job, period: timer.seconds,
                secondsSinceDone: stamps.microseconds(timer.job).map { max(0, Double(look.now - $0) / 1e6) },
                runningPid: pid,
                runningSeconds: process.map { look.seconds - Double($0.startNanoseconds) / 1e9 })
        }
    }

    /// The newest segment, each but once and not too often: it takes a second on a small board.
    private func decoded(_ look: Look) -> HealthMemory.Finding? {
        let isRecent = memory.decoded.map { abs(look.now - $0.atMicroseconds) < 600_000_000 } ?? false
        guard let path = look.tape.newestFinished, !isRecent, memory.decoded?.about != path else {
            return memory.decoded
        }
        let flaw = SegmentSound.flaw(call.folders.segments + "/" + path)
        return HealthMemory.Finding(about: path, atMicroseconds: look.now, flaw: flaw)
    }

    private func gatherCatalogue(_ look: inout Look) {
        do throws(JobError) {
            let locks = CommandLocks(call)
            let lock = locks.isThere ? try locks.together() : nil
            defer { _ = lock }
            guard let catalogue = try call.existingCatalogue() else { return }
            try inCatalogue { () throws(CatalogueError) in
                let totals = try catalogue.segmentTotals()
                look.disk.segmentBytes = totals.bytes
                look.disk.segmentHours = totals.oldestMicroseconds.map { Double(look.now - $0) / 3.6e9 } ?? 0
                look.catalogue.turningSince = try catalogue.turningSince()
                let waiting = try catalogue.waitingMessages()
                look.post = Look.Post(
                    waiting: waiting.count, oldestAt: waiting.oldestMicroseconds, failure: waiting.failure)
                look.memory.integrity = try integrity(catalogue, look.now)
            }
        } catch {
            if case .busy = error { return }
            look.catalogue.trouble = "\(error)"
        }
    }

    /// Once a day: it reads the whole file.
    private func integrity(
        _ catalogue: Catalogue, _ now: Int64
    ) throws(CatalogueError) -> HealthMemory.Finding? {
        if let last = memory.integrity, abs(now - last.atMicroseconds) < 86_400_000_000 { return last }
        let faults = try catalogue.connection.faults()
        return HealthMemory.Finding(about: catalogue.path, atMicroseconds: now, flaw: faults.first)
    }
}

extension Catalogue {
    /// Since when a record turns after its end, with nothing after it.
    fileprivate func turningSince() throws(CatalogueError) -> Int64? {
        let last = try events(EventFilter(types: ["record", "side", "session"], most: 1)).last?.event
        return last?.type == "record.still.turning" ? last?.microseconds : nil
    }
}

/// What starts by itself, and how often: the timers, the crontab.
struct JobTimer: Equatable, Sendable {
    let job: String
    let seconds: Double

    private static let everywhere = [
        JobTimer(job: "segment", seconds: 60), JobTimer(job: "assemble", seconds: 300),
        JobTimer(job: "cleanup", seconds: 3_600), JobTimer(job: "notify", seconds: 300),
        JobTimer(job: "verify", seconds: 7 * 86_400),
    ]
    private static let onPlayer = [JobTimer(job: "sync", seconds: 600)]
    private static let onOrigin = [
        JobTimer(job: "publish", seconds: 3_600), JobTimer(job: "collect", seconds: 600),
    ]

    static func all(_ settings: Settings) -> [JobTimer] {
        everywhere + (settings.text(.lomuzStream).isEmpty ? [] : onPlayer)
            + (settings.text(.publishTo).isEmpty ? [] : onOrigin)
    }
}
