import TestSupport
import Testing

@testable import Platform

/// What a fuzzer does, for a moment and always alike; `Tests/Fuzzing` holds the patient one.
@Suite struct `the settings parser, given noise` {
    private let good =
        Setting.all.map { "\($0.name)=\($0.fallback)" } + [
            "# comment", "; comment", "", "AUDIO_DEVICE=\"a \\\"b\\\" \\$c\"", "VINYL_FOLDER='/a b'",
            "AUDIO_DEVICE=a\\ b",
            "ICECAST_SOURCE_PASSWORD=\"hunter2\"", "export A=b", "\u{FEFF}", "ÄÖÜ=\u{301}", "A=\0", "\r",
            "\u{85}",
        ]

    @Test func `accepts only what keeps every rule, and never shows what it refuses to read`() {
        var generator = SeededGenerator(seed: 42)
        var accepted = 0
        for round in 0..<6_000 {
            let lines = (0...3).map { _ in good.randomElement(using: &generator) ?? "" }
            let whole = Array(lines.joined(separator: round % 3 == 0 ? "\r\n" : "\n").utf8)
            let bytes = round % 8 == 0 ? generator.bytes(upTo: 200) : generator.damaged(whole)
            if check(String(decoding: bytes, as: UTF8.self)) { accepted += 1 }
        }
        #expect(accepted > 100)
    }

    private func check(_ text: String) -> Bool {
        do throws(SettingsError) {
            let settings = try Settings(parsing: text, from: "f")
            for setting in Setting.all {
                #expect(setting.accepts(settings.text(setting)))
                #expect(!settings.text(setting).unicodeScalars.contains("\0"))
            }
            return true
        } catch {
            if case .notAnAssignment(let line, _) = error {
                #expect(
                    line.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 || $0 == "…" }, "\(text)")
            }
            return false
        }
    }

    @Test func `reads back any value that is quoted as systemd wants it`() throws {
        var generator = SeededGenerator(seed: 43)
        for _ in 0..<3_000 {
            let noise = String(decoding: generator.bytes(upTo: 24).map { $0 & 0x7F }, as: UTF8.self)
            let value = noise.filter { !"\0\n\r\r\n".contains($0) }
            let quoted = value.reduce(into: "") { $0 += "\"\\`$".contains($1) ? "\\\($1)" : "\($1)" }
            let settings = try Settings(parsing: "STREAM_NAME=\"\(quoted)\"", from: "f")
            #expect(settings.text(.streamName) == value)
        }
    }

    @Test func `finds the nearest word to any`() {
        var generator = SeededGenerator(seed: 44)
        for _ in 0..<1_000 {
            let word = String(decoding: generator.bytes(upTo: 100), as: UTF8.self)
            let nearest = nearestWord(to: word, among: Setting.all.map(\.name))
            #expect(nearest.flatMap(Setting.named) != nil || nearest == nil)
        }
    }

    @Test func `moments are read only from what they write`() {
        var generator = SeededGenerator(seed: 45)
        let good = Array("20261121T201402.118Z".utf8)
        for round in 0..<20_000 {
            let bytes = round % 8 == 0 ? generator.bytes(upTo: 24) : generator.damaged(good)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let utc = UTC(compact: text[...]) else { continue }
            #expect(utc.compact == text)
        }
    }
}
