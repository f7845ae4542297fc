import Archive
import Catalogue
import Platform

/// What sidecars tell, taken into a catalogue that knows nothing yet: recordings, and the sessions they were made of.
struct RecordingImport {
    private let call: Call
    private let catalogue: Catalogue

    private(set) var recordings = 0
    private(set) var unreadable = 0

    init(_ call: Call, _ catalogue: Catalogue) {
        self.call = call
        self.catalogue = catalogue
    }

    mutating func run() throws(JobError) {
        let sidecars = try sidecars()
        var sessions: [Int: [Sidecar]] = [:]
        for sidecar in sidecars {
            if let session = sidecar.session { sessions[session.id, default: []].append(sidecar) }
        }
        for (id, parts) in sessions.sorted(by: { $0.key < $1.key }) {
            let catalogue = catalogue
            let now = call.now
            try inCatalogue { () throws(CatalogueError) in
                try catalogue.restore(session: id, from: parts, atMicroseconds: now)
            }
        }
        var numbers: Set<Int> = []
        for var sidecar in sidecars where isThere(sidecar) {
            // Two of one number can only be because somebody copied files.
            if !numbers.insert(sidecar.number).inserted { sidecar.number = try next(after: numbers) }
            numbers.insert(sidecar.number)
            let (catalogue, stored) = (catalogue, sidecar)
            try inCatalogue { () throws(CatalogueError) in try catalogue.store(stored) }
            recordings += 1
        }
    }

    /// What is being recorded by hand stands nowhere else; a catalogue that cannot be read has lost it.
    func takeOver(takesFrom path: String) {
        guard let old = try? Catalogue(existing: path), let takes = try? old.takesUndone() else { return }
        for take in takes {
            _ = try? catalogue.add(
                take: take.key, take.kind, title: take.title, from: take.start, to: take.end,
                mostSeconds: take.mostSeconds, atMicroseconds: take.askedMicroseconds)
        }
    }

    /// Names and track counts of sessions without a recording stand nowhere else either. They are looked for when
    /// all sessions have been found.
    func takeOver(decisionsFrom path: String) throws(JobError) {
        let old: Catalogue
        do throws(CatalogueError) { old = try Catalogue(existing: path) } catch {
            return call.log.warning(
                "names of sessions without a recording are lost", ["path": path, "reason": "\(error)"])
        }
        let lost = try inCatalogue { () throws(CatalogueError) in
            try catalogue.takeOver(decisionsFrom: old)
        }
        if lost > 0 {
            call.log.warning(
                "names of sessions that were not found again are lost", ["path": path, "sessions": lost])
        }
    }

    /// In order of their numbers.
    private mutating func sidecars() throws(JobError) -> [Sidecar] {
        var sidecars: [Sidecar] = []
        for name in try RecordingShelf(call, catalogue).found().keys {
            let path = call.folders.path(of: name, .sidecar)
            guard Files.exists(path) else { continue }
            let bytes = try onDisk { () throws(SystemError) in try Files.read(path) }
            do throws(SidecarError) {
                sidecars.append(try Sidecar(parsing: bytes))
            } catch {
                unreadable += 1
                call.log.warning("sidecar unreadable", ["path": path, "reason": "\(error)"])
            }
        }
        return sidecars.sorted { ($0.number, $0.key) < ($1.number, $1.key) }
    }

    private func isThere(_ sidecar: Sidecar) -> Bool {
        sidecar.deletedMicroseconds == nil && Files.exists(call.folders.path(of: sidecar.name, .sound))
    }

    private func next(after numbers: Set<Int>) throws(JobError) -> Int {
        let catalogue = catalogue
        let free = try inCatalogue { () throws(CatalogueError) in try catalogue.nextRecordingNumber() }
        return max(free, (numbers.max() ?? 0) + 1)
    }
}
