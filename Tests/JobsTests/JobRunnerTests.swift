import Archive
import Catalogue
import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// A job of a test's own, run in a folder of its own.
struct Workshop: Sendable {
    let folder: String
    var words: [String] = []
    var verb: String?
    var stop = StopFlag(nextSignal: { _ in nil })
    let said = Said()

    final class Said: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private var command: Command {
        Command(
            ["work", verb].compactMap { $0 }.joined(separator: " "), summary: "does what a test wants",
            options: [.dryRun], examples: [],
            deed: .work(isAlone: false) { _ in .unchanged() })
    }

    func call() throws -> Call {
        let table = CommandTable(commands: [command])
        guard
            case .run(let invocation) = try table.parse(
                command.name.split(separator: " ").map(String.init) + words)
        else {
            throw UsageError.commandMissing
        }
        return Call(
            invocation: invocation, table: table,
            settings: try Settings(parsing: "VINYL_FOLDER=\(folder)", from: "test"), clock: .system,
            log: Log { _, line in said.add(line) },
            page: Page(columns: nil, isColoured: false, write: { said.add($0) }), stop: stop)
    }

    func run(
        isAlone: Bool = false, _ body: @escaping (Call) throws(JobError) -> Outcome
    ) throws -> Platform.ExitStatus {
        try JobRunner(call(), isAlone: isAlone, runFolder: folder + "/no-such-place", body).run()
    }

    var runs: [Catalogue.JobRun] {
        get throws { try Catalogue(existing: folder + "/catalogue.db").lastJobRuns() }
    }

    var stamp: Files.Facts? { Files.facts(folder + "/run/work") }
}

@Suite struct `a job` {
    private func withWorkshop(_ words: [String] = [], _ body: (Workshop) throws -> Void) throws {
        try withTemporaryFolder { folder in try body(Workshop(folder: folder, words: words)) }
    }

    @Test func `that changed something leaves a row, a stamp and a line`() throws {
        try withWorkshop { shop throws in
            let status = try shop.run { _ in .changed(["segments": 4, "name": "So What"]) }
            #expect(status == .done && shop.stamp != nil)
            let run = try #require(try shop.runs.first)
            #expect(run.job == "work" && run.status == 0 && run.summary == "segments=4 name=So What")
            #expect(shop.said.all == ["work done segments=4 name=\"So What\""])
        }
    }

    /// Its timer is about the job; what else can be done with the same noun says nothing of it.
    @Test func `is not done because something of the same noun is`() throws {
        try withTemporaryFolder { folder throws in
            var shop = Workshop(folder: folder)
            shop.verb = "again"
            #expect(try shop.run { _ in .unchanged() } == .done)
            #expect(shop.stamp == nil)
        }
    }

    @Test func `that had nothing to do writes nothing but its stamp`() throws {
        try withWorkshop { shop throws in
            _ = try Catalogue(making: shop.folder + "/catalogue.db", clock: .system)
            let paths = ["/catalogue.db", "/catalogue.db-wal"].map { shop.folder + $0 }
            let before = try paths.map { (Files.facts($0), try Files.read($0)) }
            let status = try shop.run { call throws(JobError) in
                let catalogue = try call.catalogue()
                _ = try inCatalogue { () throws(CatalogueError) in try catalogue.segments() }
                return .unchanged()
            }
            #expect(status == .done && shop.stamp != nil && shop.said.all == ["work had nothing to do"])
            for (path, old) in zip(paths, before) {
                #expect(Files.facts(path) == old.0)
                #expect(try Files.read(path) == old.1)
            }
            #expect(try shop.runs.isEmpty)
        }
    }

    @Test func `that failed leaves a row and no stamp`() throws {
        try withWorkshop { shop throws in
            _ = try Catalogue(making: shop.folder + "/catalogue.db", clock: .system)
            #expect(try shop.run { _ throws(JobError) in throw .failed("the cat sat on it") } == .failed)
            let run = try #require(try shop.runs.first)
            #expect(run.status == 1 && run.summary == "the cat sat on it" && shop.stamp == nil)
            #expect(shop.said.all == ["work failed reason=\"the cat sat on it\""])
        }
    }

    @Test func `that failed makes no catalogue`() throws {
        try withWorkshop { shop throws in
            #expect(try shop.run { _ throws(JobError) in throw .failed("x") } == .failed)
            #expect(!Files.exists(shop.folder + "/catalogue.db"))
        }
    }

    /// Its unit counts as done, so that only the stamp tells it from one that failed.
    @Test func `that found something says so, and was done`() throws {
        try withWorkshop { shop throws in
            #expect(try shop.run { _ in .findings(["torn": 2]) } == .failed)
            #expect(shop.stamp != nil)
            #expect(try shop.runs.first?.status == 1)
            #expect(shop.said.all == ["work found something torn=2"])
        }
    }

    @Test func `that stopped half-way leaves a row and no stamp`() throws {
        try withWorkshop { shop throws in
            #expect(try shop.run { _ in .stopped(["segments": 2]) } == .busy)
            #expect(try shop.runs.first?.status == 75)
            #expect(shop.stamp == nil && shop.said.all == ["work stopped segments=2"])
        }
    }

    @Test func `that only tries leaves nothing`() throws {
        try withWorkshop(["--dry-run"]) { shop throws in
            #expect(try shop.run { _ in .changed(["x": 1]) } == .done)
            #expect(
                shop.stamp == nil && shop.said.all.isEmpty && !Files.exists(shop.folder + "/catalogue.db"))
        }
    }

    @Test func `that shall be quiet is`() throws {
        try withWorkshop(["--quiet"]) { shop throws in
            #expect(try shop.run { _ in .changed(["x": 1]) } == .done)
            #expect(shop.said.all.isEmpty)
        }
    }

    @Test func `runs once at a time, and names who runs it`() throws {
        try withWorkshop { shop throws in
            let status = try shop.run { _ throws(JobError) in
                let inner = try? shop.run { _ in .unchanged() }
                #expect(inner == .busy)
                return .unchanged()
            }
            #expect(status == .done)
            let expected = "work is running already, as process \(getpid()); try again when it is done"
            #expect(shop.said.all.first == "work not done reason=\"\(expected)\"")
        }
    }

    @Test func `that must be alone waits for the others, and they for it`() throws {
        try withWorkshop { shop throws in
            let status = try shop.run { _ throws(JobError) in
                #expect((try? shop.run(isAlone: true) { _ in .unchanged() }) == .busy)
                return .unchanged()
            }
            #expect(status == .done)
            #expect(shop.said.all.first?.contains("work (process \(getpid())) still at work") == true)
            let alone = try shop.run(isAlone: true) { call throws(JobError) in
                var isRefused = false
                do throws(JobError) { try CommandLocks(call).together().release() } catch { isRefused = true }
                #expect(isRefused)
                return .unchanged()
            }
            #expect(alone == .done)
        }
    }

    @Test func `stops where it can when it is asked to`() throws {
        try withTemporaryFolder { folder throws in
            let signals = Mutex([nil, nil, SIGTERM] as [Int32?])
            let stop = StopFlag(nextSignal: { _ in signals.withLock { $0.isEmpty ? nil : $0.removeFirst() } })
            let shop = Workshop(folder: folder, stop: stop)
            var steps = 0
            let status = try shop.run { call throws(JobError) in
                while true {
                    try call.stop.check()
                    steps += 1
                }
            }
            #expect(status == .busy && steps == 2 && shop.stamp == nil && stop.isSet)
            #expect(shop.said.all.first?.hasPrefix("work not done reason=\"stopped as asked") == true)
        }
    }

    @Test(arguments: [
        (JobError.busy("x"), Platform.ExitStatus.busy), (.failed("x"), .failed), (.stopped, .busy),
        (.nobodyReading, .done),
        (.catalogue(.noRoom(path: "x")), .noRoom), (.catalogue(.busy(path: "x")), .busy),
        (.catalogue(.damaged(path: "x", message: "y", remedy: "z")), .failed),
        (.disk(SystemError(ENOSPC, doing: "x")), .noRoom), (.disk(SystemError(EACCES, doing: "x")), .failed),
        (.catalogue(.disk(SystemError(EDQUOT, doing: "x"))), .noRoom),
    ])
    func `ends with a status that others can read`(error: JobError, status: Platform.ExitStatus) {
        #expect(error.status == status && !"\(error)".isEmpty)
    }
}

@Suite struct `stamps` {
    @Test func `lie in memory where there is a place, each folder's apart`() throws {
        try withTemporaryFolder { folder throws in
            for name in ["/run", "/a", "/b"] { try Disk.system.makeFolder(folder + name) }
            let (first, second) = (Folders(root: folder + "/a"), Folders(root: folder + "/b"))
            try Stamps(first, runFolder: folder + "/run").touch("segment")
            #expect(Stamps(first, runFolder: folder + "/run").microseconds("segment") != nil)
            #expect(Stamps(second, runFolder: folder + "/run").microseconds("segment") == nil)
            #expect(!Files.exists(first.root + "/run"))
            try Stamps(first, runFolder: folder + "/none").touch("segment")
            #expect(Files.exists(first.root + "/run/segment"))
        }
    }
}
