import Testing

@testable import Platform

/// `vinyl.conf` is the documentation: it says what the program does, no less and no more.
@Suite struct `vinyl.conf` {
    /// A key that stands commented out, its default, and the words above it as one line.
    private struct Entry {
        let key: String
        let value: String
        let words: String
    }

    private static let text: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return (try? Files.read("/\(root)/vinyl.conf")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }()

    private static let entries: [Entry] = {
        var entries: [Entry] = []
        var words: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# ") {
                words.append(line.dropFirst(2))
            } else if let equals = line.firstIndex(of: "="), line.hasPrefix("#") {
                let said = words.joined(separator: " ")
                entries.append(
                    Entry(
                        key: String(line[..<equals].dropFirst()),
                        value: String(line[line.index(after: equals)...]),
                        words: said))
            } else {
                words = []
            }
        }
        return entries
    }()

    @Test func `names every setting once, in the order of the code`() {
        #expect(Self.entries.map(\.key) == Setting.all.map(\.name))
    }

    @Test(arguments: Setting.all.map(\.name))
    func `says what a setting is for, its range and its default`(name: String) throws {
        let setting = try #require(Setting.named(name))
        let entry = try #require(Self.entries.first { $0.key == name })
        #expect(entry.value == setting.fallback)
        #expect(entry.words.lowercased().contains(setting.range.lowercased()))
        #expect(entry.words.count > setting.range.count + 20)
    }

    @Test func `changes nothing as it is delivered`() throws {
        #expect(try SettingsText.lines(of: Self.text, from: "vinyl.conf").isEmpty)
    }

    @Test func `can be read with every key switched on`() throws {
        let text = Self.entries.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        let settings = try Settings(parsing: text, from: "vinyl.conf")
        for setting in Setting.all { #expect(settings.text(setting) == setting.fallback) }
        #expect(settings.remarks.count == 2)
    }

    @Test func `fits on a page`() {
        let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 110 })
        #expect(!lines.contains { $0.hasSuffix("\\") }, "systemd before 254 would skip the line below")
    }
}
