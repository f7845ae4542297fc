import Testing

/// What the compiler and the formatter cannot hold us to.
@Suite struct `house rules` {
    private static let relayModules = [
        "vinyl-relay", "Relay", "Archive", "Audio", "Broadcast", "Platform", "Turntable",
    ]

    @Test(arguments: relayModules)
    func `the relay does without Foundation`(module: String) throws {
        for file in try SourceText.all(in: [module]) {
            #expect(
                !file.code.contains { $0.contains("import ") && $0.contains("Foundation") }, "\(file.path)")
        }
    }

    @Test func `nobody needs full Foundation`() throws {
        for file in try SourceText.all() {
            #expect(!file.code.contains { $0.contains(/\bimport Foundation\b/) }, "\(file.path)")
        }
    }

    @Test func `no file is longer than a reader's patience`() throws {
        for file in try SourceText.all() {
            #expect(file.lineCount <= 250, "\(file.path)")
        }
    }

    @Test func `no function is longer than a screen`() throws {
        var count = 0
        for file in try SourceText.all() {
            for function in file.functions {
                count += 1
                #expect(function.lineCount <= 40, "\(file.path): \(function.name)")
            }
        }
        #expect(count > 100, "functions are no longer found")
    }

    @Test func `no banner divides a file`() throws {
        let files = try SourceText.all(in: ["", "../Tests"])
        #expect(files.contains { $0.path.hasSuffix("HouseRulesTests.swift") })
        for file in files {
            let banner = file.lines.first { $0.contains(/^ *\/\/+ *(MARK\b|[-=#*]{3})/) }
            #expect(banner == nil, "\(file.path)")
        }
    }

    @Test func `no type is named after nothing`() throws {
        let forbidden = [
            "Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Data", "Info", "Handler",
        ]
        // FLAC's own word for its first block.
        let allowed = ["StreamInfo"]
        for file in try SourceText.all() {
            for name in file.typeNames where !allowed.contains(name) {
                let words = name.matches(of: /[A-Z][a-z0-9]*/).map { String($0.0) }
                #expect(!words.contains(where: forbidden.contains), "\(file.path): \(name)")
            }
        }
    }

    /// It makes 0 of NULL: `Connection.value` does not.
    @Test func `nobody asks for nothing and reads a column as if it were there`() throws {
        for file in try SourceText.all() {
            let code = file.code.joined(separator: " ")
            #expect(!code.contains(/\{ \$0\[\d+\] \}\s*\?\? nil/), "\(file.path)")
        }
    }

    @Test func `only the relay, the jobs and the programs log`() throws {
        let free = ["vinyl-relay", "vinyl-jobs", "Relay", "Jobs"].map { "Sources/\($0)/" }
        let silent = try SourceText.all().filter { file in !free.contains(where: file.path.hasPrefix) }
        #expect(silent.count > 100, "the modules are no longer found")
        for file in silent where !file.path.hasSuffix("Platform/Log.swift") {
            let mentions = file.code.filter { $0.contains("og") }
            let line = mentions.first {
                $0.contains(/\b[lL]og\.(error|warning|notice|info)\(|: Log\b|\bLog\(/)
            }
            #expect(line == nil, "\(file.path)")
        }
    }
}
