import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct `the settings` {
    private func settings(_ text: String, _ environment: [String: String] = [:]) throws -> Settings {
        try Settings(parsing: text, from: "a.conf", environment: environment)
    }

    @Test func `nothing said is everything at its default`() throws {
        let settings = try settings("")
        for setting in Setting.all { #expect(settings.text(setting) == setting.fallback) }
        #expect(settings.whole(.audioBufferSize) == 1_024)
        #expect(settings.remarks.isEmpty)
    }

    @Test func `every default is acceptable`() {
        for setting in Setting.all { #expect(setting.accepts(setting.fallback), "\(setting.name)") }
    }

    @Test func `no two settings share a name`() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    }

    @Test func `the last of two lines counts`() throws {
        #expect(try settings("SEGMENT_SECONDS=10\nSEGMENT_SECONDS=20").whole(.segmentSeconds) == 20)
    }

    @Test func `the environment wins over the file`() throws {
        let settings = try settings("SEGMENT_SECONDS=10", ["SEGMENT_SECONDS": "20", "HOME": "/root"])
        #expect(settings.whole(.segmentSeconds) == 20)
    }

    @Test func `the environment is held to the same rules`() {
        let error = SettingsError.unacceptable(
            key: "AUDIO_CHANNELS", value: "3", range: "1, 2", place: "the environment")
        #expect(throws: error) { try settings("", ["AUDIO_CHANNELS": "3"]) }
    }

    @Test(arguments: [
        (line: "AUDIO_DEVISE=x", key: "AUDIO_DEVISE", nearest: "AUDIO_DEVICE" as String?),
        (line: "segment_seconds=9", key: "segment_seconds", nearest: "SEGMENT_SECONDS"),
        (line: "VINYL_FOLDERS=/x", key: "VINYL_FOLDERS", nearest: "VINYL_FOLDER"),
        (line: "FAVOURITE_COLOUR=red", key: "FAVOURITE_COLOUR", nearest: nil),
    ])
    func `an unknown key is refused with the nearest known one`(line: String, key: String, nearest: String?) {
        #expect(throws: SettingsError.unknown(key: key, place: "a.conf line 2", nearest: nearest)) {
            try settings("# head\n\(line)")
        }
    }

    @Test(arguments: [
        ("AUDIO_SAMPLE_RATE", "22050"), ("AUDIO_SAMPLE_RATE", "48000.0"), ("AUDIO_CHANNELS", "stereo"),
        ("AUDIO_BIT_DEPTH", "32"), ("AUDIO_BUFFER_SIZE", "63"), ("AUDIO_BUFFER_SIZE", "16385"),
        ("AUDIO_BUFFER_SIZE", ""), ("AUDIO_BUFFER_SIZE", "1 024"), ("AUDIO_BUFFER_SIZE", "0x400"),
        ("AUDIO_PACE", "slow"), ("SEGMENT_SECONDS", "4"), ("SEGMENT_SECONDS", "3601"),
        ("SEGMENT_SECONDS", "-60"),
        ("SEGMENT_SECONDS", "99999999999999999999"), ("SEGMENT_FLOOR_MB", "15"),
    ])
    func `a bad value is refused with key, value and range`(key: String, value: String) throws {
        let range = try #require(Setting.named(key)).range
        #expect(
            throws: SettingsError.unacceptable(key: key, value: value, range: range, place: "a.conf line 1")
        ) { try settings("\(key)=\(value)") }
    }

    @Test(arguments: [
        ("AUDIO_BUFFER_SIZE", "64"), ("AUDIO_BUFFER_SIZE", "16384"), ("SEGMENT_SECONDS", "5"),
        ("SEGMENT_SECONDS", "3600"), ("AUDIO_SAMPLE_RATE", "192000"),
    ])
    func `both ends of a range are in it`(key: String, value: String) throws {
        let setting = try #require(Setting.named(key))
        #expect(try settings("\(key)=\(value)").text(setting) == value)
    }

    @Test(arguments: ["AUTO_START_STREAMING", "STREAMING_AUTO_RESTART"])
    func `an obsolete key is accepted with a remark`(key: String) throws {
        let remarks = try settings("\(key)=whatever").remarks
        #expect(remarks.count == 1)
        #expect(remarks.first?.hasPrefix("\(key) is no longer needed: ") == true)
    }

    @Test(arguments: [
        (
            SettingsError.unknown(key: "A", place: "a.conf line 1", nearest: "B"),
            "a.conf line 1: there is no setting A; did you mean B?"
        ),
        (.unknown(key: "A", place: "a.conf line 1", nearest: nil), "a.conf line 1: there is no setting A"),
        (
            .unacceptable(key: "A", value: "x", range: "1 to 2 seconds", place: "the environment"),
            "the environment: A is \"x\", but may be: 1 to 2 seconds"
        ),
        (
            .notAnAssignment(line: "\"A…\"", place: "f line 9"),
            "f line 9: \"A…\" is not of the form KEY=value"
        ),
        (.unreadable(SystemError(ENOENT, doing: "open /x")), "cannot open /x: No such file or directory"),
    ])
    func `an error is a sentence that stands alone`(error: SettingsError, sentence: String) {
        #expect("\(error)" == sentence)
    }

    @Test(arguments: [
        (Setting.Kind.text, "", "any text"), (.secret, "", "any text"),
        (.filledText, "", "any text but an empty one"),
        (.whole(1...65_535), "", "1 to 65535"),
        (.whole(5...3_600), "seconds", "5 to 3600 seconds"), (.oneOf(["16", "24"]), "bits", "16, 24 bits"),
        (.obsolete(because: "of age"), "", "no longer needed"),
    ])
    func `a range is told in words`(kind: Setting.Kind, unit: String, words: String) {
        #expect(Setting("X", kind, unit: unit).range == words)
    }
}

@Suite struct `the settings file` {
    @Test func `one that was named must exist`() {
        let error = SettingsError.unreadable(SystemError(ENOENT, doing: "open /nowhere/vinyl.conf"))
        #expect(throws: error) { try Settings(path: "/nowhere/vinyl.conf", environment: [:]) }
        #expect(throws: error) {
            try Settings(path: nil, environment: ["VINYL_CONFIG": "/nowhere/vinyl.conf"])
        }
    }

    @Test(.enabled(if: !Files.exists(Settings.defaultPath)))
    func `the default one may be missing`() throws {
        let settings = try Settings(path: nil, environment: ["SEGMENT_SECONDS": "7"])
        #expect(settings.whole(.segmentSeconds) == 7)
        #expect(settings.text(.audioDevice) == "default")
    }

    @Test func `it is read from where it lies, and named in errors`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/vinyl.conf"
            try write(Array("AUDIO_CHANNELS=1\r\n".utf8), to: path)
            #expect(try Settings(path: path, environment: [:]).whole(.audioChannels) == 1)
            #expect(try Settings(path: nil, environment: ["VINYL_CONFIG": path]).whole(.audioChannels) == 1)
            try write(Array("\nAUDIO_CHANNELS=5".utf8), to: path)
            #expect(
                throws: SettingsError.unacceptable(
                    key: "AUDIO_CHANNELS", value: "5", range: "1, 2", place: "\(path) line 2")
            ) { try Settings(path: path, environment: [:]) }
        }
    }

    @Test func `a folder is no settings file`() throws {
        try withTemporaryFolder { folder in
            #expect(throws: SettingsError.unreadable(SystemError(EISDIR, doing: "read \(folder)"))) {
                try Settings(path: folder, environment: [:])
            }
        }
    }
}
