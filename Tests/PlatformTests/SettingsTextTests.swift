import Testing

@testable import Platform

@Suite struct `the text of a settings file` {
    private func value(_ text: String) throws -> String? {
        let lines = try SettingsText.lines(of: "KEY=\(text)", from: "f")
        return lines.count == 1 ? lines.first?.value : nil
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("  blanks around  ", "blanks around"), ("\tx\t", "x"), ("a=b", "a=b"),
        ("a # no comment", "a # no comment"), ("\"double\"", "double"), ("'single'", "single"),
        ("\"\"", ""), ("\"  kept  \"", "  kept  "), ("\"it's\"", "it's"), ("'say \"x\"'", "say \"x\""),
        ("inner\"quotes\"stay", "inner\"quotes\"stay"), ("müsli", "müsli"),
        // Backslashes, each as systemd's own parser reads it.
        (#"a\ b"#, "a b"), (#"a\\b"#, #"a\b"#), (#"end\\"#, #"end\"#), (#"\"x"#, "\"x"),
        (#""a\"b""#, "a\"b"), (#""a\\b""#, #"a\b"#), (#""a\$b\`""#, "a$b`"), (#""a\nb""#, #"a\nb"#),
        (#"'a\b'"#, #"a\b"#),
    ])
    func `a value is read as systemd reads it`(text: String, value expected: String) throws {
        #expect(try value(text) == expected)
    }

    @Test(arguments: [
        "\"open", "'open", "\"shut\" and more", "'a''b'", #"goes on\"#, #""ends \""#, "zero\0byte", "\"\0\"",
    ])
    func `a value that systemd would read on after, or otherwise, is refused`(text: String) {
        #expect(throws: SettingsError.notAnAssignment(line: "\"KEY=…\"", place: "f line 1")) {
            try SettingsText.lines(of: "KEY=\(text)", from: "f")
        }
    }

    @Test func `comments and empty lines are skipped, and still counted`() throws {
        let lines = try SettingsText.lines(of: "# a=b\n; c=d\n\n   \n  # e\nK=1\r\n\r\nL=2", from: "f")
        #expect(
            lines == [
                SettingsText.Line(number: 6, key: "K", value: "1"), .init(number: 8, key: "L", value: "2"),
            ])
    }

    @Test(arguments: [
        ("=x", "the line"), ("A B=x", "the line"), ("export A=x", "the line"),
        ("AUDIO_DEVICE default", "the line"),
        ("ÄRGER=1", "the line"), ("A-B=1", "the line"), ("A='1", "\"A=…\""),
    ])
    func `what is no assignment is named by its key, if it surely is one`(text: String, shown: String) {
        #expect(throws: SettingsError.notAnAssignment(line: shown, place: "f line 1")) {
            try SettingsText.lines(of: text, from: "f")
        }
    }

    @Test(arguments: [
        "ICECAST_SOURCE_PASSWORD=\"hunter2", "ICECAST_SOURCE_PASSWORD hunter2",
        "ICECAST_SOURCE_PASSWORD: hunter2",
        "ICECAST_SOURCE_PASSWORD hunter2=", "ICECAST_SOURCE_PASSWORD = hunter2", "PASSWORD 'hunter2'=x",
    ])
    func `a line we cannot read never shows the secret in it`(line: String) {
        let error = #expect(throws: SettingsError.self) { try SettingsText.lines(of: line, from: "f") }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }
}
