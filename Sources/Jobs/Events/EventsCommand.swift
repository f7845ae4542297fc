import Catalogue
import Platform

extension Command {
    static let events = Command(
        "events", summary: "lists what happened, or tells it as it happens",
        explanation: """
            Without --since these are the newest 50. Types are

            \(EventType.all.map { "  " + $0 }.joined(separator: "\n"))
            """,
        options: [.since, .type, .follow, .json, .csv],
        examples: [
            .init("vinyl-jobs events --since yesterday", "what happened since then"),
            .init("vinyl-jobs events --type session,clipping.detected", "of some kinds only"),
            .init("vinyl-jobs events --follow --json", "one JSON text a line, for a program"),
        ],
        deed: .ask(isAlways: true) { call throws(JobError) in try EventList(call).run() })
}

extension Option {
    static let since = Option("--since", .time, says: "only what happened after this")
    static let type = Option(
        "--type", .someOf(EventType.families + EventType.all),
        says: "only these: types, or families such as session")
    static let follow = Option("--follow", says: "go on telling until stopped")
}

/// Every type of event there is. What stands before the last dot is its family.
package enum EventType {
    package static let all = [
        "session.started", "session.ended", "side.started", "side.ended", "silence.detected",
        "silence.ended", "clipping.detected", "tape.gap", "tape.hole", "record.still.turning", "disk.low",
        "disk.ok", "streaming.failed", "streaming.recovered", "job.crashed",
    ]

    static let families = familiesOfTypes(all)
}

/// `recording` of `recording.kept`, each once, in their order.
func familiesOfTypes(_ types: [String]) -> [String] {
    var families: [String] = []
    for type in types {
        let family = String(type.prefix { $0 != "." })
        if !families.contains(family) { families.append(family) }
    }
    return families
}
