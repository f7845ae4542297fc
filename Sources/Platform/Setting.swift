/// One line of `vinyl.conf`: what it may say, and what holds when it says nothing.
package struct Setting: Sendable {
    package enum Kind: Sendable, Equatable {
        case text
        case filledText
        case whole(ClosedRange<Int>)
        case oneOf([String])
        /// Shown as `•••` everywhere.
        case secret
        /// Accepted so that an old file still works; says why it no longer matters.
        case obsolete(because: String)
    }

    package let name: String
    package let kind: Kind
    package let fallback: String
    package let unit: String

    init(_ name: String, _ kind: Kind, fallback: String = "", unit: String = "") {
        self.name = name
        self.kind = kind
        self.fallback = fallback
        self.unit = unit
    }

    /// In words, as in error messages and in `vinyl.conf`: `1 to 65535`.
    package var range: String {
        switch kind {
        case .text, .secret: "any text"
        case .filledText: "any text but an empty one"
        case .whole(let range):
            "\(range.lowerBound) to \(range.upperBound)" + (unit.isEmpty ? "" : " \(unit)")
        case .oneOf(let words):
            words.joined(separator: ", ") + (unit.isEmpty ? "" : " \(unit)")
        case .obsolete: "no longer needed"
        }
    }

    package func accepts(_ value: String) -> Bool {
        switch kind {
        case .text, .secret, .obsolete: true
        case .filledText: !value.isEmpty
        case .whole(let range): Int(value).map(range.contains) ?? false
        case .oneOf(let words): words.contains(value)
        }
    }

    /// The value as it may be shown to anybody.
    package func shown(_ value: String) -> String { kind == .secret ? Secret(value).description : value }
}

/// A value that must not be read over a shoulder: it prints as `•••`, whatever prints it.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Only for the one call that needs it.
    package let revealed: String

    package init(_ text: String) { revealed = text }

    package var description: String { revealed.isEmpty ? "" : "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
