package import Platform

/// Assets in an order, or in none.
package struct Playlist: Equatable, Sendable {
    package enum Mode: String, CaseIterable, Sendable { case sequence = "SEQUENCE", shuffle = "SHUFFLE" }

    package var id: String
    package var mode: Mode
    /// Ids of assets; one may stand in it more than once, and need not be there yet.
    package var items: [String]

    package init(id: String, mode: Mode = .sequence, items: [String]) {
        self.id = id
        self.mode = mode
        self.items = items
    }

    init(_ members: Members) throws(Refusal) {
        id = try members.id("id")
        guard let mode = Mode(rawValue: try members.text("mode")) else {
            throw members.refusal("mode is none of SEQUENCE, SHUFFLE")
        }
        self.mode = mode
        var items: [String] = []
        for item in try members.list("items") {
            guard let id = item.asText, id.isPlainID else { throw members.refusal("an item is no id") }
            items.append(id)
        }
        self.items = items
    }

    package var json: JSON {
        .object([
            ("id", .text(id)), ("mode", .text(mode.rawValue)), ("items", .array(items.map(JSON.text))),
        ])
    }
}
