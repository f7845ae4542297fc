import Catalogue
import Platform

/// How events are shown.
enum EventLayout {
    case text, json, csv

    init(_ invocation: Invocation) {
        self = invocation.has(.json) ? .json : invocation.has(.csv) ? .csv : .text
    }

    static func json(_ stored: Catalogue.StoredEvent) -> JSON {
        let event = stored.event
        return .object([
            ("id", .whole(stored.id)), ("type", .text(event.type)),
            ("at", .text(UTC(microseconds: event.microseconds).iso)), ("tape", .optional(event.mark?.tape)),
            ("frame", .optional(event.mark?.frame)), ("session", .optional(event.session)),
            ("details", event.details),
        ])
    }

    static func table(_ events: [Catalogue.StoredEvent]) -> TextTable {
        var table = TextTable([
            .init("TIME"), .init("EVENT"), .init("SESSION", isNumber: true),
            .init("DETAILS", isFlexible: true),
        ])
        for stored in events {
            let event = stored.event
            table.add([
                Human.time(event.microseconds), event.type, event.session.map(String.init) ?? "",
                words(event.details),
            ])
        }
        return table
    }

    /// For one that stands alone.
    static func line(_ stored: Catalogue.StoredEvent) -> String {
        let event = stored.event
        let session = event.session.map { "session \($0)" } ?? ""
        return [Human.time(event.microseconds), event.type, session, words(event.details)]
            .filter { !$0.isEmpty }.joined(separator: "  ")
    }

    static func csv(_ events: [Catalogue.StoredEvent], isTitled: Bool) -> [String] {
        var csv = CSV(["id", "time", "type", "tape", "frame", "session", "details"])
        for stored in events {
            let event = stored.event
            csv.add([
                "\(stored.id)", UTC(microseconds: event.microseconds).iso, event.type, event.mark?.tape ?? "",
                event.mark.map { "\($0.frame)" } ?? "", event.session.map(String.init) ?? "",
                event.details.description,
            ])
        }
        return csv.lines(isTitled: isTitled)
    }

    /// `seconds=12.3 cause=overrun`
    static func words(_ details: JSON) -> String {
        guard case .object(let members) = details else { return "" }
        return members.map { "\($0.key)=\($0.value.asText ?? $0.value.description)" }.joined(separator: " ")
    }
}
