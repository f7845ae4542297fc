import Archive
import Catalogue
import Platform

extension Command {
    static let backup = Command(
        "backup", summary: "copies the catalogue while everything goes on",
        explanation: """
            The copy is of one moment, checked, and one file. It takes the place of an older one only
            when it is whole. To go back to it: stop the timers, remove catalogue.db, catalogue.db-wal
            and catalogue.db-shm, and put the copy where catalogue.db was.
            """,
        arguments: [Argument("FILE", .file)], options: [.dryRun],
        examples: [.init("vinyl-jobs backup /mnt/usb/catalogue.db", "a copy on another disk")],
        deed: .work(isAlone: false) { call throws(JobError) in try CatalogueBackup(call).run() })
}

/// `vinyl-jobs backup FILE`
struct CatalogueBackup {
    private let call: Call
    private let target: String

    init(_ call: Call) {
        self.call = call
        target = call.invocation.arguments[0]
    }

    func run() throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue() else {
            throw .failed("there is no catalogue in \(call.folders.root) yet, so there is nothing to copy")
        }
        if let reason = obstacle { throw .failed(reason) }
        guard !call.isDry else {
            try call.page.line("would copy \(catalogue.path) to \(target)")
            return .unchanged()
        }
        let bar = call.progress("copying", unit: .bytes)
        defer { bar.end() }
        let bytes = try inCatalogue { () throws(CatalogueError) in
            try Backup(of: catalogue.connection, to: target).run { done, all in
                bar.show(done: Double(done), of: Double(all))
                return !call.stop.isSet
            }
        }
        guard let bytes else { throw .stopped }
        return .changed(["file": target, "bytes": bytes])
    }

    /// Why the copy must not be written there.
    private var obstacle: String? {
        let own = [call.folders.catalogue] + ["-wal", "-shm"].map { call.folders.catalogue + $0 }
        let targetFacts = Files.facts(target)
        if let targetFacts, own.contains(where: { Files.facts($0)?.identity == targetFacts.identity }) {
            return "\(target) is the catalogue itself; name another file"
        }
        if targetFacts?.isFolder == true { return "\(target) is a folder; name a file in it" }
        if targetFacts != nil && !isDatabase {
            return "\(target) is something else than a copy of a catalogue; it is left as it is"
        }
        if let refusal = Files.obstacleToWriting(in: parentFolder(target)), refusal.isNotAllowed {
            return "\(refusal), as user \(FolderOwner.ownName), to whom \(call.folders.root) belongs"
        }
        return Files.exists(parentFolder(target)) ? nil : "there is no folder \(parentFolder(target))"
    }

    private var isDatabase: Bool {
        guard Files.isRegular(target) else { return false }
        return Files.facts(target)?.bytes == 0
            || (try? Files.start(of: target, bytes: 16)) == Array("SQLite format 3\0".utf8)
    }
}
