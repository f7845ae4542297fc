import Archive
import Catalogue
import Platform

/// Writes down what became of streaming, and of jobs. What cannot be written now waits for the next run.
struct EventTelling {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func tell(_ untold: inout [HealthMemory.Told]) {
        guard !untold.isEmpty else { return }
        do throws(JobError) {
            try onDisk { () throws(SystemError) in try Disk.system.makeFolder(call.folders.locks) }
            let lock = try CommandLocks(call).together()
            let catalogue = try call.catalogue()
            while let next = untold.first {
                try tell(event(next), catalogue)
                untold.removeFirst()
            }
            lock.release()
        } catch {
            call.log.warning("events not written down yet", ["count": untold.count, "reason": "\(error)"])
        }
    }

    /// The one place where an event is made known: a notice of it belongs here, too.
    private func tell(_ event: Catalogue.Event, _ catalogue: Catalogue) throws(JobError) {
        try inCatalogue { () throws(CatalogueError) in _ = try catalogue.add(event, atMicroseconds: call.now)
        }
    }

    private func event(_ told: HealthMemory.Told) -> Catalogue.Event {
        let down = told.downSeconds.map { [("seconds", JSON.number($0))] } ?? []
        return Catalogue.Event(
            identity: "\(told.type) \(told.microseconds)", type: told.type, microseconds: told.microseconds,
            details: .object([("cause", .text(told.cause))] + down))
    }
}
