import Catalogue
import Platform

extension Command {
    static let notices = Command(
        "notices", summary: "lists what people were told",
        explanation: """
            The newest 50: what expires, what stays after all, what is gone, how the disk is; and whether
            they have arrived where NOTIFY_URL and NOTIFY_EMAIL say.
            """,
        options: [.json],
        examples: [
            .init("vinyl-jobs notices", "what was announced"),
            .init("vinyl-jobs notices --json", "the same, for a program"),
        ],
        deed: .ask(isAlways: false) { call throws(JobError) in try NoticeList(call).run() })
}

/// `vinyl-jobs notices`
struct NoticeList {
    private let call: Call

    private struct Listed {
        let notice: Catalogue.Notice
        let ways: [(channel: String, state: String)]
    }

    private static let usualCount = 50

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let catalogue = try call.existingCatalogue()
        let notices: [Listed] = try inCatalogue { () throws(CatalogueError) in
            guard let catalogue else { return [] }
            return try catalogue.read { () throws(CatalogueError) in
                var listed: [Listed] = []
                for notice in try catalogue.notices(most: Self.usualCount) {
                    listed.append(Listed(notice: notice, ways: try catalogue.deliveries(of: notice.id)))
                }
                return listed
            }
        }
        if call.invocation.has(.json) {
            return try call.page.json(.object([("notices", .array(notices.map(Self.json)))]))
        }
        guard !notices.isEmpty else { return try call.page.line("nobody was told anything yet") }
        var table = TextTable([
            .init("TIME"), .init("NOTICE"), .init("STATE"), .init("TEXT", isFlexible: true),
        ])
        for listed in notices {
            table.add([
                Human.time(listed.notice.madeMicroseconds), listed.notice.type, Self.state(listed),
                listed.notice.text,
            ])
        }
        try call.page.lines(table.lines(on: call.page))
    }

    /// `holds`, `over, mail delivered, webhook waiting`
    private static func state(_ listed: Listed) -> String {
        if listed.notice.told == nil { return "not told yet" }
        let state = listed.notice.endMicroseconds == nil ? "holds" : "over"
        return ([state] + listed.ways.map { "\($0.channel) \($0.state)" }).joined(separator: ", ")
    }

    private static func json(_ listed: Listed) -> JSON {
        let notice = listed.notice
        func time(_ microseconds: Int64?) -> JSON {
            .optional(microseconds.map { UTC(microseconds: $0).iso })
        }
        return .object([
            ("id", .whole(notice.id)), ("key", .text(notice.key)), ("type", .text(notice.type)),
            ("subject", .text(notice.subject)), ("text", .text(notice.text)), ("details", notice.details),
            ("made_at", time(notice.madeMicroseconds)), ("told_at", time(notice.told?.microseconds)),
            ("ended_at", time(notice.endMicroseconds)),
            ("deliveries", .object(listed.ways.map { ($0.channel, .text($0.state)) })),
        ])
    }
}
