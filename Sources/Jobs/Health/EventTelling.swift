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
                try tell(next, catalogue)
                untold.removeFirst()
            }
            try Outbox(call, catalogue).tell()
            _ = NotifyRun(call).runBeside(catalogue)
            lock.release()
        } catch {
            call.log.warning("events not written down yet", ["count": untold.count, "reason": "\(error)"])
        }
    }

    /// The one place where an event is made known, to programs and to people.
    private func tell(_ told: HealthMemory.Told, _ catalogue: Catalogue) throws(JobError) {
        let event = event(told)
        try inCatalogue { () throws(CatalogueError) in _ = try catalogue.add(event, atMicroseconds: call.now)
        }
        try Outbox(call, catalogue).put(
            told.type, about: "vinyl", fact: "\(told.microseconds)", told.words, details: event.details)
    }

    private func event(_ told: HealthMemory.Told) -> Catalogue.Event {
        let down = told.downSeconds.map { [("seconds", JSON.number($0))] } ?? []
        return Catalogue.Event(
            identity: "\(told.type) \(told.microseconds)", type: told.type, microseconds: told.microseconds,
            details: .object([("cause", .text(told.cause))] + down))
    }
}

extension HealthMemory.Told {
    /// For people.
    var words: String {
        let down = downSeconds.map { " after \(Human.duration(seconds: $0))" } ?? ""
        return switch type {
        case NoticeType.streamingFailed: "No sound is streamed any more: \(cause)."
        case NoticeType.streamingRecovered: "Sound is streamed again\(down): \(cause)."
        case NoticeType.jobCrashed: "A job crashed, \(cause)."
        default: "\(type)\(down): \(cause)."
        }
    }
}
