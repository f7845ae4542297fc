import Archive
import Platform
import Synchronization

/// A few threads that fetch files. Each has its own lines to the origins; the database is nobody's but the caller's.
final class DownloadCrew: Sendable {
    private let settings: PlayerSettings
    private let folders: Folders
    private let clock: Clock
    private let waiting: Mutex<[Download.Wanted]>
    private let endings = Mutex<[(Download.Wanted, Download.Ending)]>([])
    private let isEnding = Atomic<Bool>(false)
    private let bytes = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let atWork = Atomic<Int>(0)
    private let bell = Bell()

    static let size = 4

    init(_ files: [Download.Wanted], _ settings: PlayerSettings, folders: Folders, clock: Clock) {
        self.settings = settings
        self.folders = folders
        self.clock = clock
        waiting = Mutex(files.reversed())
    }

    var traffic: Traffic {
        Traffic(requests: requests.load(ordering: .relaxed), bytes: bytes.load(ordering: .relaxed))
    }

    /// What is under way comes to its end, and nothing more is begun.
    func beginNoMore() { waiting.withLock { $0 = [] } }

    /// Until all is done, or `goOn` says no: then as soon as the threads notice. `ended` is called on this thread.
    func run<Failure: Error>(
        goOn: () -> Bool, ended: (Download.Wanted, Download.Ending) throws(Failure) -> Void
    ) throws(Failure) {
        var threads: [WorkerThread] = []
        let count = min(Self.size, waiting.withLock { $0.count })
        atWork.store(count, ordering: .releasing)
        for _ in 0..<count {
            do throws(SystemError) {
                threads.append(
                    try WorkerThread(name: "download", stackBytes: 1 << 20) { self.work(oneOf: count) })
            } catch {
                atWork.subtract(1, ordering: .acquiringAndReleasing)
            }
        }
        var failure: Failure?
        while true {
            let seen = bell.count
            let isLast = atWork.load(ordering: .acquiring) == 0
            if !goOn() || failure != nil { isEnding.store(true, ordering: .relaxed) }
            let news = endings.withLock { endings in
                defer { endings = [] }
                return endings
            }
            for (file, ending) in news where failure == nil {
                do throws(Failure) { try ended(file, ending) } catch { failure = error }
            }
            if isLast { break }
            if news.isEmpty { bell.wait(since: seen, milliseconds: 200) }
        }
        for thread in threads { thread.join() }
        if let failure { throw failure }
    }

    private func work(oneOf count: Int) {
        let goOn: () -> Bool = { !self.isEnding.load(ordering: .relaxed) }
        let share = settings.bytesPerSecond.map { max(1_000, $0 / count) }
        let origins = settings.makeOrigins(goOn: goOn, bytesPerSecond: share)
        while goOn(), let file = waiting.withLock({ $0.popLast() }) {
            let ending = Download(file, folders: folders).run(origins, clock: clock, goOn: goOn) {
                self.bytes.add($0, ordering: .relaxed)
            }
            endings.withLock { $0.append((file, ending)) }
            bell.ring()
        }
        requests.add(origins.reduce(0) { $0 + $1.traffic.requests }, ordering: .relaxed)
        atWork.subtract(1, ordering: .acquiringAndReleasing)
        bell.ring()
    }
}
