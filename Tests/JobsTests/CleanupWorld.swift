import Archive
import Audio
import Catalogue
import Features
import Platform
import Synchronization
import TestSupport

@testable import Jobs

/// A machine with recordings whose clocks, power and people can do anything, and the real `cleanup` on it.
final class CleanupWorld {
    /// What its clocks show, and what time it really is.
    private final class Clocks: Sendable {
        struct State {
            var truth: Int64
            var running: Int64 = 3_600_000_000
            var error: Int64 = 0
            var isSynchronised = true
        }
        let state: Mutex<State>

        init(_ truth: Int64) { state = Mutex(State(truth: truth)) }

        var clock: Clock {
            Clock(
                monotonicNanoseconds: { self.state.withLock { $0.running * 1_000 } },
                utcMicroseconds: { self.state.withLock { $0.truth + $0.error } },
                isSynchronised: { self.state.withLock { $0.isSynchronised } }, sleep: { _ in })
        }
    }

    let folders: Folders
    let catalogue: Catalogue
    var plan = "basic"
    /// Where notices go to.
    var webhook = ""
    /// More settings, a line each.
    var settings = "DISK_RESERVE_PERCENT=0"
    /// Whether it ever learns what time it is.
    var hasNetwork = true { didSet { setClock(wrongBy: shown - truth) } }
    private let clocks: Clocks
    private var boots: Int64 = 1
    private(set) var sidecars: [String: Sidecar] = [:]
    /// When somebody last decided something, in true time.
    private(set) var decided: [String: Int64] = [:]
    /// Since when, in true time, the notice that holds has been in the log.
    private(set) var told: [String: (notice: Int, truth: Int64)] = [:]

    init(folder: String, truth: Int64) throws {
        folders = Folders(root: folder)
        clocks = Clocks(truth)
        try Disk.system.makeFolder(folders.locks)
        catalogue = try Catalogue(making: folders.catalogue, clock: clocks.clock)
    }

    var truth: Int64 { clocks.state.withLock { $0.truth } }
    var shown: Int64 { clocks.state.withLock { $0.truth + $0.error } }

    func pass(hours: Int) {
        clocks.state.withLock {
            $0.truth += Int64(hours) * 3_600_000_000
            $0.running += Int64(hours) * 3_600_000_000
        }
    }

    /// Off for so long, and on again.
    func lose(hours: Int) throws {
        boots += 1
        clocks.state.withLock {
            $0.truth += Int64(hours) * 3_600_000_000
            $0.running = 60_000_000
        }
        // Another start of the machine is one whose number is not that of this one.
        try catalogue.set(.seenBoot, to: -boots)
    }

    func setClock(wrongBy error: Int64) {
        clocks.state.withLock {
            $0.error = error
            $0.isSynchronised = error == 0 && hasNetwork
        }
    }

    func call(_ words: [String]) throws -> Call {
        guard case .run(let invocation) = try CommandTable.standard.parse(words) else {
            throw UsageError.commandMissing
        }
        return Call(
            invocation: invocation, table: .standard,
            settings: try Settings(
                parsing: """
                    VINYL_FOLDER=\(folders.root)
                    RETENTION_PLAN=\(plan)
                    \(settings)
                    DISK_ALERT_PERCENT=100
                    NOTIFY_URL=\(webhook)
                    """, from: "test"),
            clock: clocks.clock, log: Log { _, _ in },
            page: Page(columns: nil, isColoured: false, write: { _ in }),
            stop: StopFlag(nextSignal: { _ in nil }))
    }

    func record(_ number: Int, bytes: Int = 1_000) throws {
        let key = RecordingKey.of("recording \(number)")
        let frames = 60 * 8_000
        var sidecar = Sidecar(
            number: number, key: key, kind: .session, title: "Record \(number)",
            startMicroseconds: shown - 60_000_000, frames: frames,
            format: PCMFormat(framesPerSecond: 8_000, channels: 1, bitsPerSample: 16),
            pieces: [.init(tape: "aaaaaaaa", firstFrame: 0, frames: frames, offset: 0)],
            assembledMicroseconds: shown)
        sidecar.bytes = bytes
        try Disk.system.makeFolder(folders.folder(of: sidecar.name))
        try Files.replace(folders.path(of: sidecar.name, .sidecar), with: sidecar.text)
        try Files.replace(
            folders.path(of: sidecar.name, .sound), with: [UInt8](repeating: 7, count: sidecar.bytes))
        try catalogue.store(sidecar)
        sidecars[key] = sidecar
        decided[key] = truth
    }

    /// A minute of tape, which was heard and belongs to nothing.
    func tape() throws {
        let isSynchronised = clocks.state.withLock { $0.isSynchronised }
        let name = SegmentName(startMicroseconds: shown, tape: Self.tape, firstFrame: Int(truth / 125))
        let tags = SegmentTags(
            tape: name.tape, firstFrame: name.firstFrame, startMicroseconds: shown,
            isClockSynchronised: isSynchronised, device: "simulated")
        try Disk.system.makeFolder(folders.folder(of: name))
        try Files.touch(folders.folder(of: name) + "/" + name.finished)
        let ids = try catalogue.index(
            [
                .init(
                    path: name.day + "/" + name.finished, bytes: 1, frames: 8_000,
                    format: PCMFormat(framesPerSecond: 8_000, channels: 1, bitsPerSample: 16), tags: tags)
            ], atMicroseconds: shown)
        for id in ids {
            try catalogue.store(
                .init(version: Features.codingVersion, ticks: 0..<10, bytes: [1]), ofSegment: id)
        }
    }

    private static let tape = "aaaaaaaa"

    /// All that is on the tape so far is decided.
    func decideTape() throws {
        let start = TapePlace(tape: Self.tape, frame: Int(truth / 125), microseconds: shown)
        try catalogue.begin(.init(cause: "silence", start: start), atMicroseconds: shown)
    }

    var segments: Int { get throws { try catalogue.segmentTotals().count } }

    func decide(_ number: Int, _ change: (inout Sidecar) -> Void) throws {
        let key = RecordingKey.of("recording \(number)")
        guard var sidecar = sidecars[key] else { return }
        _ = try RecordingDecision(call(["recordings", "keep", "\(number)"])).run { change(&$0) }
        change(&sidecar)
        sidecars[key] = sidecar
        decided[key] = truth
        try noteNotices()
    }

    /// Answers the recordings whose sound is gone since then.
    func clean() throws -> [Sidecar] {
        _ = try Cleanup(call(["cleanup"])).run()
        let gone = sidecars.values.filter { !Files.exists(folders.path(of: $0.name, .sound)) }
        for sidecar in gone { sidecars[sidecar.key] = nil }
        return gone
    }

    func noteNotices() throws {
        var holding: [String: (notice: Int, truth: Int64)] = [:]
        for notice in try catalogue.noticesHolding(NoticeType.expiring) where notice.told != nil {
            let known = told[notice.subject].flatMap { $0.notice == notice.id ? $0 : nil }
            holding[notice.subject] = known ?? (notice.id, truth)
        }
        told = holding
    }
}
