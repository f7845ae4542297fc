import Foundation
import Platform
import Testing

@Suite struct `vinyl-jobs on the command line` {
    @Test(arguments: [["--help"], ["-h"], ["help"]]) func `helps`(words: [String]) async throws {
        let run = try await Program.run(Program.jobs, words)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.contains("usage: vinyl-jobs COMMAND") && run.output.contains("\n  events "))
    }

    @Test(arguments: ["status", "events", "backup", "config", "completion"])
    func `helps with each command`(command: String) async throws {
        let run = try await Program.run(Program.jobs, [command, "--help"])
        #expect(run.status == 0 && run.output.contains("usage: vinyl-jobs \(command)"))
        #expect(run.output.contains("examples:\n"))
    }

    @Test(arguments: [
        ([], "say what to do"), (["evnets"], "did you mean events?"),
        (["events", "--josn"], "did you mean --json?"),
        (["backup"], "backup needs FILE"), (["events", "--since", "soon"], "but may be"),
        (["status", "--dry-run"], "status has no option --dry-run"),
    ])
    func `answers wrong words in one line, with 64`(words: [String], sentence: String) async throws {
        let run = try await Program.run(Program.jobs, words)
        #expect(run.status == 64 && run.output.isEmpty)
        #expect(run.errors.contains(sentence) && run.errors.count { $0 == "\n" } == 1, "\(run.errors)")
    }

    @Test func `answers wrong settings with 78`() async throws {
        let folder = try JobsFolder()
        let run = try await folder.run(["status"], ["SESSION_GAP_SECONDS": "5"])
        #expect(
            run.status == 78 && run.errors.contains("SESSION_GAP_SECONDS is \"5\", but may be: 10 to 86400"))
        let missing = try await folder.run(["status", "--config", folder.place + "/none.conf"])
        #expect(missing.status == 78 && missing.errors.contains("none.conf"))
    }

    @Test func `says which version it is, without settings or folder`() async throws {
        let run = try await Program.run(
            Program.jobs, ["--version"], environment: ["VINYL_FOLDER": "/no/such", "AUDIO_PACE": "nonsense"])
        #expect(run.status == 0 && run.output == "vinyl-jobs \(vinylVersion)\n")
    }

    @Test func `shows the settings that hold, and no secret`() async throws {
        let folder = try JobsFolder()
        let file = folder.place + "/my.conf"
        try Data("ICECAST_SOURCE_PASSWORD=hunter2\nSILENCE_SECONDS=20\nAUTO_START_STREAMING=true\n".utf8)
            .write(to: URL(filePath: file))
        let run = try await folder.run(["config", "--config", file], ["TRACK_MINIMUM_SECONDS": "40"])
        let lines = run.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true)
        }
        func line(_ key: String) -> String {
            lines.first { $0[0] == key }?.dropFirst().joined(separator: " ") ?? ""
        }
        #expect(line("SILENCE_SECONDS") == "20 \(file) line 2")
        #expect(line("ICECAST_SOURCE_PASSWORD") == "••• \(file) line 1")
        #expect(line("TRACK_MINIMUM_SECONDS") == "40 the environment")
        #expect(line("RUNOUT_ALERT_SECONDS") == "300 default")
        #expect(run.status == 0 && run.output.contains("AUTO_START_STREAMING is no longer needed"))
        let json = try await folder.run(["config", "--json", "--config", file])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [String: String]])
        #expect(object["SILENCE_SECONDS"] == ["value": "20", "from": "\(file) line 2"])
        #expect(!(run.output + run.errors + json.output).contains("hunter2"))
    }

    @Test func `completes words in bash`() async throws {
        let script = """
            source <("$1" completion bash)
            try() { COMP_WORDS=(vinyl-jobs "$@"); COMP_CWORD=$#; _vinyl_jobs; echo "${COMPREPLY[*]}"; }
            try ev; try events --t; try --config x.conf ba; try events --type sid; try completion z; try help st
            try backup /etc/hostn; try events --since ''; complete -p vinyl-jobs
            """
        let run = try await JobsFolder().shell(script)
        #expect(run.errors.isEmpty, "\(run.errors)")
        let expected = [
            "events", "--type", "backup", "side side.started side.ended", "zsh", "status", "/etc/hostname",
            "",
            "complete -F _vinyl_jobs vinyl-jobs",
        ]
        #expect(
            run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
                == expected)
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/fish"), "fish is not installed"))
    func `completes words in fish`() async throws {
        let script =
            #"fish --no-config -c '$argv[1] completion fish | source; complete -C "vinyl-jobs ev"' "$1""#
        let run = try await JobsFolder().shell(script)
        #expect(run.output.hasPrefix("events\t") && run.errors.isEmpty, "\(run.output)\(run.errors)")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/zsh"), "zsh is not installed"))
    func `is known to zsh`() async throws {
        let script = """
            zsh -f -c 'autoload -U compinit; compinit -u -D; source <($1 completion zsh); echo $_comps[vinyl-jobs]' zsh "$1"
            """
        let run = try await JobsFolder().shell(script)
        #expect(run.output == "_vinyl-jobs\n" && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func `fits the terminal, and colours only there`() async throws {
        let folder = try JobsFolder()
        try folder.catalogue().tell(events: 0..<3)
        let inTerminal = #"script -qec "stty cols 50; $1 $words" /dev/null </dev/null"#
        let table = try await folder.shell(inTerminal, ["words": "events"])
        let lines = table.output.split(separator: "\r\n").map(String.init)
        #expect(lines.count == 4 && lines[0].contains("\u{1B}["), "\(table.output)")
        #expect(lines.dropFirst().allSatisfy { $0.count <= 50 })
        let plain = try await folder.shell(inTerminal, ["words": "events", "NO_COLOR": "1"])
        #expect(!plain.output.contains("\u{1B}") && plain.output.contains("TIME"))
        let piped = try await folder.run(["events"])
        #expect(!piped.output.contains("\u{1B}") && piped.output.contains("seconds=2"))
    }
}
