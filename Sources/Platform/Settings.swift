/// What `vinyl.conf` and the environment say, every value checked: asking for one can no longer fail.
package struct Settings: Sendable {
    private var values: [String: String] = [:]
    private var places: [String: String] = [:]
    /// What the user should know though nothing is wrong.
    package private(set) var remarks: [String] = []

    package static let defaultPath = "/etc/vinyl/vinyl.conf"

    /// The environment wins over the file, and only its variables with a setting's name are looked at.
    package init(parsing text: String, from source: String, environment: [String: String] = [:])
        throws(SettingsError)
    {
        for line in try SettingsText.lines(of: text, from: source) {
            try set(line.key, to: line.value, place: "\(source) line \(line.number)")
        }
        for setting in Setting.all {
            guard let value = environment[setting.name] else { continue }
            try set(setting.name, to: value, place: "the environment")
        }
    }

    /// A file that was named must exist; without the default one, everything stands at its default.
    package init(path: String?, environment: [String: String]) throws(SettingsError) {
        let path = path ?? environment["VINYL_CONFIG"]
        var text = ""
        do throws(SystemError) {
            text = String(decoding: try Files.read(path ?? Self.defaultPath), as: UTF8.self)
        } catch {
            let isMissingDefault = path == nil && !Files.exists(Self.defaultPath)
            guard isMissingDefault else { throw .unreadable(error) }
        }
        try self.init(parsing: text, from: path ?? Self.defaultPath, environment: environment)
    }

    /// Whatever can be read and is as it should be; everything else stands at its default. For those who must go on.
    package init(whatIsSoundIn path: String?, environment: [String: String]) {
        let path = path ?? environment["VINYL_CONFIG"] ?? Self.defaultPath
        let text = String(decoding: (try? Files.read(path)) ?? [], as: UTF8.self)
        let pieces = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        for (index, piece) in pieces.enumerated() {
            let lines = (try? SettingsText.lines(of: String(piece), from: path)) ?? []
            for line in lines { try? set(line.key, to: line.value, place: "\(path) line \(index + 1)") }
        }
        for setting in Setting.all {
            guard let value = environment[setting.name] else { continue }
            try? set(setting.name, to: value, place: "the environment")
        }
    }

    package func text(_ setting: Setting) -> String { values[setting.name] ?? setting.fallback }

    /// For settings of whole numbers; their values and defaults were checked when they were set.
    package func whole(_ setting: Setting) -> Int { Int(text(setting)) ?? 0 }

    package func secret(_ setting: Setting) -> Secret { Secret(text(setting)) }

    /// Where the value stands, in words; nil for a default.
    package func place(of setting: Setting) -> String? { places[setting.name] }

    private mutating func set(_ key: String, to value: String, place: String) throws(SettingsError) {
        guard let setting = Setting.named(key) else {
            throw .unknown(
                key: key, place: place, nearest: nearestWord(to: key, among: Setting.all.map(\.name)))
        }
        if case .obsolete(let reason) = setting.kind {
            remarks.append("\(key) is no longer needed: \(reason)")
            return
        }
        guard setting.accepts(value) else {
            throw .unacceptable(key: key, value: setting.shown(value), range: setting.range, place: place)
        }
        values[key] = value
        places[key] = place
    }
}

/// Printed as a whole, settings tell nothing: some of their values are secrets.
extension Settings: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(values.count) settings" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

package enum SettingsError: Error, Equatable, CustomStringConvertible {
    case unreadable(SystemError)
    case notAnAssignment(line: String, place: String)
    case unknown(key: String, place: String, nearest: String?)
    case unacceptable(key: String, value: String, range: String, place: String)

    package var description: String {
        switch self {
        case .unreadable(let error): "\(error)"
        case .notAnAssignment(let line, let place): "\(place): \(line) is not of the form KEY=value"
        case .unknown(let key, let place, let nearest):
            "\(place): there is no setting \(key)" + (nearest.map { "; did you mean \($0)?" } ?? "")
        case .unacceptable(let key, let value, let range, let place):
            "\(place): \(key) is \"\(value)\", but may be: \(range)"
        }
    }
}
