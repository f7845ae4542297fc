import Archive
import Catalogue
import Platform

/// `vinyl-jobs record stop`
struct TakeStop {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        guard let catalogue = try call.existingCatalogue(), let take = try TakeStart.running(catalogue) else {
            throw .failed("no recording runs; vinyl-jobs record start begins one")
        }
        if let end = take.effectiveEnd, take.isOver(at: call.now) {
            throw .failed("the recording has ended by itself, at \(Human.time(end.microseconds))")
        }
        let end = TapeNow(call)?.edge() ?? Catalogue.Edge(microseconds: call.now)
        let length = Human.duration(seconds: Double(end.microseconds - take.start.microseconds) / 1_000_000)
        guard !call.isDry else {
            try call.page.line("would end the recording after \(length)")
            return .unchanged()
        }
        _ = try inCatalogue { () throws(CatalogueError) in try catalogue.end(take: take.id, at: end) }
        if !call.isQuiet { try call.page.line("recorded \(length); its file comes with vinyl-jobs assemble") }
        return .changed(["take": take.id, "tape": end.mark?.tape ?? "none", "frame": end.mark?.frame ?? -1])
    }
}

/// `vinyl-jobs record status`
struct TakeStatus {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let takes: [Catalogue.Take]
        if let catalogue = try call.existingCatalogue() {
            takes = try inCatalogue { () throws(CatalogueError) in try catalogue.takesUndone() }
        } else {
            takes = []
        }
        if call.invocation.has(.json) {
            return try call.page.json(.object([("takes", .array(takes.map(json)))]))
        }
        guard !takes.isEmpty else { return try call.page.line("nothing is being recorded by hand") }
        try call.page.lines(takes.map(words))
    }

    private func words(_ take: Catalogue.Take) -> String {
        let title = take.title.map { ", \(oneLine($0))" } ?? ""
        guard let end = take.effectiveEnd, end.microseconds <= call.now else {
            let limit = take.effectiveEnd.map { ", until \(Human.time($0.microseconds))" } ?? ""
            return "recording since \(Human.time(take.start.microseconds, seenAt: call.now))\(limit)\(title)"
        }
        return
            "waits for its file: \(Human.time(take.start.microseconds)) to \(Human.time(end.microseconds))\(title)"
    }

    private func json(_ take: Catalogue.Take) -> JSON {
        .object([
            ("id", .whole(take.id)), ("kind", .text(take.kind.rawValue)), ("title", .optional(take.title)),
            ("started_at", .text(UTC(microseconds: take.start.microseconds).iso)),
            ("ends_at", .optional(take.effectiveEnd.map { UTC(microseconds: $0.microseconds).iso })),
            ("running", .yesNo(take.effectiveEnd.map { $0.microseconds > call.now } ?? true)),
        ])
    }
}
