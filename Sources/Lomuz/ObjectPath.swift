/// Where everything lies at an origin. Only what was checked gets into a path: hexadecimal digits and plain ids.
package enum ObjectPath {
    package static func head(_ stream: String) -> String { "s/\(stream)/head.json" }

    package static func delta(_ stream: String, from: Fingerprint, to: Fingerprint) -> String {
        "s/\(stream)/d/\(from.hexadecimal)/\(to.hexadecimal).json"
    }

    package static func index(_ state: Fingerprint) -> String { "t/\(state.hexadecimal)" }
    package static func bucket(_ leaf: Fingerprint) -> String { "b/\(sharded(leaf)).gz" }
    package static func media(_ sha256: Fingerprint) -> String { "m/\(sharded(sha256))" }

    /// `name` is that of ``Telemetry/Batch``.
    package static func inbox(_ stream: String, device: String, name: String) -> String {
        "inbox/\(stream)/\(device)/\(name)"
    }

    private static func sharded(_ name: Fingerprint) -> String {
        let digits = name.hexadecimal
        return "\(digits.prefix(2))/\(digits)"
    }
}
