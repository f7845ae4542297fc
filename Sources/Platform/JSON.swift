/// A JSON text to be: keys stay in the order they were given.
package indirect enum JSON: Sendable {
    case object([(key: String, value: JSON)])
    case array([JSON])
    case text(String)
    case whole(Int)
    case number(Double)
    case yesNo(Bool)
    case null

    package static func optional(_ text: String?) -> JSON { text.map(JSON.text) ?? .null }
    package static func optional(_ whole: Int?) -> JSON { whole.map(JSON.whole) ?? .null }

    package var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                text += index == 0 ? "" : ","
                JSON.text(member.key).write(to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                text += index == 0 ? "" : ","
                element.write(to: &text)
            }
            text += "]"
        case .text(let value): text += Self.quoted(value)
        case .whole(let value): text += "\(value)"
        case .number(let value): text += Self.text(of: value)
        case .yesNo(let value): text += value ? "true" : "false"
        case .null: text += "null"
        }
    }

    /// Five digits behind the point; those of a very large number say nothing anyway.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        let rounded = (value * 100_000).rounded() / 100_000
        return "\(rounded.isFinite ? rounded : value)"
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20:
                text += "\\u" + pad(hexadecimal: scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    private static func pad(hexadecimal value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
