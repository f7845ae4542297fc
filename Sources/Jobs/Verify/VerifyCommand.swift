import Archive
import Catalogue
import Platform

extension Command {
    static let verify = Command(
        "verify", summary: "holds files against the catalogue",
        explanation: """
            Of a recording, by its number: its size, SHA-256, every frame of its sound against its MD5,
            its sidecar and its picture. Without a number: of all recordings and segments, whether they
            are there, as large as they should be, and follow each other, none between them having been set
            aside, and whether the catalogue is sound; with --all they are decoded, too, which takes about
            a minute for four hours of sound.
            Status 1 when anything is wrong.
            """,
        arguments: [Argument("ID", .whole(1...999_999_999), isRequired: false)], options: [.all, .json],
        examples: [
            .init("vinyl-jobs verify", "a quick look at everything"),
            .init("vinyl-jobs verify 3", "one recording, every bit of it"),
            .init("vinyl-jobs verify --all", "every bit of everything"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try Verification(call).run() })
}

extension Option {
    static let all = Option("--all", says: "decode everything")
}

/// What is wrong with a file.
struct Flaw: Equatable {
    let path: String
    let reason: String
}

/// `vinyl-jobs verify [ID]`
struct Verification {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        guard let catalogue = try call.existingCatalogue() else {
            throw .failed("there is no catalogue in \(call.folders.root) yet, so there is nothing to verify")
        }
        let (recordings, segments) = try chosen(catalogue)
        let isFull = call.invocation.has(.all) || !call.invocation.arguments.isEmpty
        let tally = VerificationTally(
            call, isFull: isFull, bytes: recordings.map(\.bytes) + segments.map(\.bytes))
        var flaws: [Flaw] = []
        let check = FileCheck(call, isFull: isFull) { tally.show(share: $0) }
        for recording in recordings {
            try call.stop.check()
            let found = try check.recording(recording)
            if !found.isEmpty, try isThere(recording, catalogue) { flaws += found }
            tally.next()
        }
        for segment in segments {
            try call.stop.check()
            let found = try check.segment(segment)
            if !found.isEmpty, try isThere(segment, catalogue) { flaws += found }
            tally.next()
        }
        if call.invocation.arguments.isEmpty {
            flaws += try orderFlaws(segments, catalogue)
            flaws += try catalogueFlaws(catalogue)
        }
        tally.end()
        // A weekly run that came to its end is one, whatever it found.
        if call.invocation.arguments.isEmpty { try? Stamps(call.folders).touch("verify") }
        try tell(flaws, files: recordings.count + segments.count)
    }

    /// What somebody has let go since we began is no flaw.
    private func isThere(
        _ recording: Catalogue.Recording, _ catalogue: Catalogue
    ) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.recording(recording.id).map { !$0.isBeingDeleted } ?? false
        }
    }

    private func isThere(_ segment: Catalogue.Segment, _ catalogue: Catalogue) throws(JobError) -> Bool {
        try inCatalogue { () throws(CatalogueError) in try catalogue.isWanted(segment: segment.id) }
    }

    private func orderFlaws(
        _ segments: [Catalogue.Segment], _ catalogue: Catalogue
    ) throws(JobError) -> [Flaw] {
        let aside = try inCatalogue { () throws(CatalogueError) in try catalogue.filesSetAside() }
        return SegmentOrder.flaws(segments, setAside: aside, in: call.folders)
    }

    private func catalogueFlaws(_ catalogue: Catalogue) throws(JobError) -> [Flaw] {
        try inCatalogue { () throws(CatalogueError) in
            try catalogue.connection.faults().map { fault in
                Flaw(path: catalogue.path, reason: "\(fault); \(Schema.catalogue.remedy)")
            }
        }
    }

    private func chosen(
        _ catalogue: Catalogue
    ) throws(JobError) -> (recordings: [Catalogue.Recording], segments: [Catalogue.Segment]) {
        guard let id = call.invocation.arguments.first.flatMap({ Int($0) }) else {
            return try inCatalogue { () throws(CatalogueError) in
                try catalogue.read { () throws(CatalogueError) in
                    (
                        try catalogue.recordings().reversed(),
                        try catalogue.segments().filter { !$0.isBeingDeleted }
                    )
                }
            }
        }
        let recording = try inCatalogue { () throws(CatalogueError) in try catalogue.recording(id) }
        guard let recording else {
            throw .failed("there is no recording \(id); vinyl-jobs recordings lists them")
        }
        return ([recording], [])
    }

    private func tell(_ flaws: [Flaw], files: Int) throws(JobError) {
        if call.invocation.has(.json) {
            let list = flaws.map { JSON.object([("path", .text($0.path)), ("reason", .text($0.reason))]) }
            try call.page.json(.object([("files", .whole(files)), ("flaws", .array(list))]))
        } else {
            try call.page.lines(flaws.map { "\($0.path): \(oneLine($0.reason))" })
            if flaws.isEmpty && !call.isQuiet {
                try call.page.line("\(Human.count(files, "file")): nothing wrong")
            }
        }
        guard flaws.isEmpty else {
            throw .failed("\(Human.count(flaws.count, "flaw")) in \(Human.count(files, "file"))")
        }
    }
}
