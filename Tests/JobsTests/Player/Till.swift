import Archive
import Catalogue
import Lomuz
import Platform
import Synchronization
import TestSupport

@testable import Jobs

/// A player in a folder of a test's own, whose clock says what the test wants.
final class Till: Sendable {
    let folder: String
    let settings: [String: String]
    let said = Workshop.Said()
    private let wall: Mutex<Int64>
    private let synchronised = Mutex(true)
    private let pace: Int64
    private let began = Clock.system.monotonicNanoseconds()

    /// `pace`: how much faster than others it feels time go by.
    init(_ folder: String, _ origin: TestOrigin, more: [String: String] = [:], pace: Int64 = 1) throws {
        self.pace = pace
        self.folder = folder + "/player"
        settings = origin.settings().merging(["VINYL_FOLDER": folder + "/player"]) { $1 }
            .merging(more) { $1 }
        wall = Mutex(Clock.system.utcMicroseconds())
        try Disk.system.makeFolder(self.folder)
    }

    var now: Int64 { wall.withLock { $0 } }
    var folders: Folders { Folders(root: folder) }

    func set(unixSeconds: Int, isSynchronised: Bool = true) {
        wall.withLock { $0 = Int64(unixSeconds) * 1_000_000 }
        synchronised.withLock { $0 = isSynchronised }
    }

    func store() throws -> LomuzStore { try LomuzStore(existing: folders.lomuz) }

    /// What it printed, and how it ended.
    func run(_ words: String...) throws -> (output: String, status: Platform.ExitStatus) {
        guard case .run(let invocation) = try CommandTable.standard.parse(words) else {
            throw UsageError.commandMissing
        }
        let clock = Clock(
            monotonicNanoseconds: { (Clock.system.monotonicNanoseconds() - self.began) * self.pace },
            utcMicroseconds: { self.now },
            isSynchronised: { self.synchronised.withLock { $0 } }, sleep: { _ in })
        let output = Workshop.Said()
        let call = Call(
            invocation: invocation, table: .standard,
            settings: try Settings(parsing: "", from: "test", environment: settings), clock: clock,
            log: Log { _, line in self.said.add(line) },
            page: Page(columns: nil, isColoured: false, write: { output.add($0) }),
            stop: StopFlag(nextSignal: { _ in nil }))
        var status = Platform.ExitStatus.done
        switch invocation.command.deed {
        case .tell: break
        case .show(let body), .ask(_, let body), .answer(let body):
            do throws(JobError) { try body(call) } catch { status = error.status }
        case .work(let isAlone, let body):
            status = JobRunner(call, isAlone: isAlone, runFolder: folder + "/no-such-place", body).run()
        case .judge(let body): status = body(call)
        }
        return (output.all.joined(), status)
    }

    /// The plays that its origin was told of.
    func toldPlays(_ origin: TestOrigin) throws -> [Telemetry.Line] {
        let script = "find '\(origin.folder)/inbox' -name '*.gz' 2>/dev/null | sort | xargs -r gzip -cd"
        return try shell(script).output.split(separator: "\n").map {
            try Telemetry.Line(parsing: Array($0.utf8))
        }.filter { if case .play = $0.content { true } else { false } }
    }

    /// What `next-track --json` says of one of its answers.
    func next(_ key: String = "asset") throws -> String? {
        try JSON(parsing: Array(try run("next-track", "--json").output.utf8))[key]?.asText
    }
}

/// A till and its origin, gone when the body is done.
func withTill(
    _ more: [String: String] = [:], _ body: (Till, TestOrigin) throws -> Void
) throws {
    try withTemporaryFolder { folder in
        let origin = try TestOrigin(in: folder + "/origin")
        try body(try Till(folder, origin, more: more), origin)
    }
}
