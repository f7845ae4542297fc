import Archive
import Catalogue
import Platform

/// Changes what people decided about a recording: its sidecar first, then its row.
struct RecordingDecision {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run(_ change: (inout Sidecar) throws(JobError) -> Void) throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue() else {
            throw .failed("there are no recordings yet")
        }
        let seen = try RecordingSeen(call, in: catalogue)
        var sidecar = seen.sidecar
        try change(&sidecar)
        // Who was ended between the two left the row behind.
        let isSame = sidecar.text == seen.sidecar.text && seen.row.says(sidecar)
        guard !isSame else { return .unchanged(["recording": seen.row.id]) }
        if call.isDry {
            try call.page.line("would change recording \(seen.row.id), \(oneLine(seen.sidecar.title))")
            return .unchanged()
        }
        try onDisk { () throws(SystemError) in
            let folders = call.folders
            try Files.replace(folders.path(of: seen.row.name, .sidecar), with: sidecar.text)
            let cue = CueSheet(sidecar).text
            if cue != CueSheet(seen.sidecar).text {
                try Files.replace(folders.path(of: seen.row.name, .cueSheet), with: cue)
            }
        }
        CrashPoint.pass(.decisionWritten)
        try inCatalogue { () throws(CatalogueError) in try catalogue.store(sidecar) }
        try withdrawNotice(of: sidecar, in: catalogue)
        return .changed(["recording": seen.row.id, "title": sidecar.title])
    }

    /// Whoever was told that it goes is told that it stays.
    private func withdrawNotice(of sidecar: Sidecar, in catalogue: Catalogue) throws(JobError) {
        let row = try inCatalogue { () throws(CatalogueError) in
            try catalogue.recording(withKey: sidecar.key)
        }
        guard let row else { return }
        let expiry = Retention(call.settings).expiryMicroseconds(of: row) ?? .max
        guard expiry > call.now + RetentionPolicy.day else { return }
        let notices = ExpiryNotices(call, catalogue)
        if try notices.withdraw(row) { try notices.tell() }
    }
}

extension Catalogue.Recording {
    /// What people decided, as far as a row says it.
    func says(_ sidecar: Sidecar) -> Bool {
        title == sidecar.title && artist == sidecar.artist && album == sidecar.album
            && isPermanent == sidecar.isPermanent && retentionDays == sidecar.retentionDays
            && tracks == sidecar.tracks.count
    }
}

/// `vinyl-jobs recordings delete ID`
struct RecordingDeletion {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue() else {
            throw .failed("there are no recordings yet")
        }
        let id = call.invocation.recording
        let row = try inCatalogue { () throws(CatalogueError) in try catalogue.recording(id) }
        guard let row, !row.isBeingDeleted else {
            throw .failed("there is no recording \(id); vinyl-jobs recordings lists them")
        }
        let words = "recording \(id), \(oneLine(row.title)), \(Human.duration(seconds: row.seconds))"
        if row.isPermanent && !call.invocation.has(.force) {
            throw .failed("\(words) is kept for good; vinyl-jobs recordings unkeep \(id), or --force")
        }
        if call.isDry {
            try call.page.line("would delete \(words), and free \(Human.size(row.bytes))")
            return .unchanged()
        }
        if !call.invocation.has(.yes), try !isWanted("delete \(words)?") { return .unchanged() }
        try RecordingRemoval(call, catalogue).run(row)
        return .changed(["recording": id, "bytes": row.bytes])
    }

    private func isWanted(_ question: String) throws(JobError) -> Bool {
        guard Terminal.isTerminal(.input) else {
            throw .failed("nobody is there to be asked; say --yes to delete it without a question")
        }
        onTerminal(question + " [y/N] ")
        let answer = readLine() ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }

    private func onTerminal(_ text: String) { try? Terminal.write(text, to: .errors) }
}
