import Foundation
import Platform
import Testing

@Suite struct `on the command line` {
    @Test(arguments: ["--help", "-h"])
    func `help says what it is for`(option: String) async throws {
        let run = try await relay([option])
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.contains("usage: vinyl-relay") && run.output.contains("AUDIO_DEVICE=simulated"))
    }

    @Test func `version says which`() async throws {
        let run = try await relay(["--version"])
        #expect(run.status == 0)
        #expect(run.output == "vinyl-relay \(vinylVersion)\n")
    }

    @Test(arguments: [
        (["--chekc"], "there is no option --chekc; did you mean --check?"),
        (["--config"], "--config needs a value"),
        (["now"], "there is no option now"),
    ])
    func `a wrong word is answered with the right one`(arguments: [String], sentence: String) async throws {
        let run = try await relay(arguments)
        #expect(run.status == 64)
        #expect(run.errors.contains(sentence) && run.errors.contains("--help"), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [
        ("SEGMENT_SECONDS=4", ["SEGMENT_SECONDS", "\"4\"", "5 to 3600 seconds"]),
        ("AUDIO_SAMPLE_RATE=48001", ["AUDIO_SAMPLE_RATE", "\"48001\"", "44100, 48000"]),
        ("AUDIO_DEVCIE=x", ["AUDIO_DEVCIE", "AUDIO_DEVICE"]),
        ("AUDIO_DEVICE=simulated:seet=1", ["AUDIO_DEVICE", "seet"]),
        ("AUDIO_PACE=fast", ["AUDIO_PACE", "fast", "AUDIO_DEVICE default"]),
        ("AUDIO_DEVICE=", ["AUDIO_DEVICE is \"\"", "any text but an empty one"]),
        ("VINYL_FOLDER=\"\"", ["VINYL_FOLDER is \"\"", "any text but an empty one"]),
        ("nonsense", ["line 2", "KEY=value"]),
    ])
    func `wrong settings are named, with what they may be`(line: String, words: [String]) async throws {
        for action in [[], ["--check"]] {
            let run = try await relay(action, settings: "# mine\n\(line)\n")
            #expect(run.status == 78)
            for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
        }
    }

    @Test func `the environment is held to the same`() async throws {
        let run = try await relay([], environment: ["SEGMENT_SECONDS": "minute"])
        #expect(run.status == 78)
        #expect(run.errors.contains("the environment: SEGMENT_SECONDS is \"minute\", but may be: 5 to 3600"))
    }

    @Test func `settings that are missing are named`() async throws {
        let run = try await relay(["--config", "/nowhere/vinyl.conf"])
        #expect(run.status == 78)
        #expect(run.errors.contains("/nowhere/vinyl.conf"))
    }

    @Test(arguments: [
        "ICECAST_SOURCE_PASSWORD=hunter2", "ICECAST_SOURCE_PASWORD=hunter2",
        "ICECAST SOURCE PASSWORD=hunter2",
        "ICECAST_SOURCE_PASSWORD=\"hunter2", "SMTP_URL: hunter2", "PASSWORD hunter2", "hunter2",
    ])
    func `no secret is ever printed, however it is written`(line: String) async throws {
        for action in [["--check"], []] {
            let run = try await relay(action, settings: line + "\nSEGMENT_SECONDS=4\n")
            #expect(run.status == 78)
            #expect(!(run.output + run.errors).contains("hunter2"), "\(run.errors)")
        }
    }

    @Test func `settings of old are accepted, with a word`() async throws {
        let old = "AUTO_START_STREAMING=true\nSTREAMING_AUTO_RESTART=false\nAUDIO_PACE=fast\n"
        let scratch = try Scratch()
        let run = try await relay(
            [], settings: old + "AUDIO_DEVICE=simulated:length=1\nVINYL_FOLDER=\(scratch.path)\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("AUTO_START_STREAMING is no longer needed"))
        #expect(run.errors.contains("STREAMING_AUTO_RESTART is no longer needed"))
    }
}

@Suite struct `the check` {
    @Test func `says what would be done, and does nothing`() async throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/vinyl"
        let run = try await relay(["--check"], settings: "AUDIO_DEVICE=simulated\nVINYL_FOLDER=\(folder)\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("settings: good"))
        #expect(run.output.contains("device: simulated gives 48000 Hz, 16 bit, stereo"))
        #expect(run.output.contains("segments: 60 s each in \(folder)/segments"))
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test(arguments: [
        ("AUDIO_DEVICE=plughw:CARD=Nowhere", "device: cannot open plughw:CARD=Nowhere"),
        ("AUDIO_DEVICE=file:/nowhere.wav", "device: cannot open /nowhere.wav"),
        ("AUDIO_DEVICE=simulated\nVINYL_FOLDER=/dev/null/vinyl", "folder: cannot write in /dev/null"),
    ])
    func `finds what would not work`(settings: String, sentence: String) async throws {
        let run = try await relay(["--check"], settings: settings + "\n")
        #expect(run.status == 1)
        #expect(run.output.contains(sentence), "\(run.output)")
    }

    @Test func `names the relay that runs already`() async throws {
        let scratch = try Scratch()
        let settings = ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": scratch.path]
        let running = try RelayProcess(settings, in: scratch)
        try await running.waitUntil(says: "tape begun")
        let run = try await relay(["--check"], environment: settings)
        #expect(run.status == 0)
        #expect(run.output.contains("already running as process \(running.pid)"), "\(run.output)")
        #expect(running.isRunning)
    }
}

private func relay(
    _ arguments: [String], settings: String = "", environment: [String: String] = [:]
) async throws -> Program {
    let scratch = try Scratch()
    let file = try scratch.file("vinyl.conf", settings)
    return try await Program.run(
        Program.relay, arguments, environment: ["VINYL_CONFIG": file].merging(environment) { $1 })
}
