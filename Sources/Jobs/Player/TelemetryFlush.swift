import Archive
import Catalogue
import Lomuz
import Packing
import Platform

/// Brings what is to be told to the first origin that takes it.
struct TelemetryFlush {
    private let store: LomuzStore
    private let origins: [any Origin]
    private let settings: PlayerSettings
    private let call: Call

    private static let linesAtOnce = 2_000
    private static let batches = 20

    init(_ store: LomuzStore, _ origins: [any Origin], _ settings: PlayerSettings, _ call: Call) {
        self.store = store
        self.origins = origins
        self.settings = settings
        self.call = call
    }

    /// Where there is nothing to tell, nothing is asked or written. What is too old goes when it was not taken now.
    func run(isNews: Bool) throws(JobError) {
        try tell(isNews)
        _ = try inCatalogue { () throws(CatalogueError) in
            let isDoubtful = ShopClock(call.clock, head: try store.head()).isDoubtful
            return try store.trimSpool(atMicroseconds: isDoubtful ? nil : call.now)
        }
        CrashPoint.pass(.spoolTrimmed)
    }

    private func tell(_ isNews: Bool) throws(JobError) {
        guard !origins.isEmpty else { return }
        let size = try inCatalogue { () throws(CatalogueError) in try store.spoolSize() }
        guard isNews || size.lines > 0 else { return }
        let hasDevice = try hasDevice()
        if isNews || !hasDevice { try addDevice() }
        CrashPoint.pass(.deviceSpooled)
        for _ in 0..<Self.batches where !call.stop.isSet {
            guard try flushBatch() else { return }
        }
    }

    /// One that nobody has taken yet will do.
    private func hasDevice() throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in try store.isDeviceSpooled() }
    }

    private func addDevice() throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in
            let figures = try store.figures(atUnixSeconds: Int(call.now / 1_000_000))
            let device = Telemetry.Device(
                appVersion: vinylVersion, state: figures.state, assets: figures.assets,
                cachedAssets: figures.assetsHere, poisoned: figures.poisoned,
                freeBytes: Files.room(at: call.folders.media)?.freeBytes ?? 0,
                isClockSynchronised: call.clock.isSynchronised(), dropped: figures.dropped)
            try store.spool(.device(device), atMicroseconds: call.now)
        }
    }

    /// False when there is nothing more, or nobody takes it.
    private func flushBatch() throws(JobError) -> Bool {
        let (lines, install) = try inCatalogue { () throws(CatalogueError) in
            (try store.spooled(most: Self.linesAtOnce), try store.install())
        }
        guard let first = lines.first, let last = lines.last else { return false }
        let text = lines.map { $0.text + "\n" }.joined()
        guard let packed = Gzip.packed(Array(text.utf8)) else { return false }
        let batch = Telemetry.Batch(install: install, first: first.number, last: last.number)
        let path = ObjectPath.inbox(
            settings.stream, device: settings.device ?? install, name: batch.name)
        for origin in origins {
            CrashPoint.pass(.flushSending)
            guard (try? origin.put(path, packed)) == true else { continue }
            CrashPoint.pass(.flushSent)
            try inCatalogue { () throws(CatalogueError) in try store.unspool(through: last.number) }
            CrashPoint.pass(.flushDone)
            return lines.count == Self.linesAtOnce
        }
        return false
    }
}
