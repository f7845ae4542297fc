import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

@Suite struct `lossless music` {
    @Test func `becomes MP3, equally loud, once for each content`() async throws {
        let house = try await OriginHouse()
        let make = """
            cd '\(house.source)' && sox -n -r 44100 -c 2 -b 16 'Bo - Quiet.flac' synth 6 pinknoise vol 0.02 &&
            sox -n -r 48000 -c 1 -b 24 loud.wav synth 5 sine 300 vol 0.9 && echo junk > junk.flac && echo junk > junk.mp3 &&
            head -c 40000 'Bo - Quiet.flac' > torn.flac
            """
        #expect(shell(make).isContent)
        let first = try await house.publish()
        #expect(first.status == 0 && first.errors.contains("assets=2 media_files=2"), "\(first.errors)")
        for name in ["junk.flac", "junk.mp3", "torn.flac"] {
            #expect(first.errors.contains(name), "\(first.errors)")
        }
        let media = house.files().keys.filter { $0.hasPrefix("m/") }
        for path in media {
            let told = shell(
                "ffmpeg -hide_banner -nostats -i '\(house.target)/\(path)' -af ebur128 -f null - 2>&1 | grep 'I:' | tail -n 1"
            ).output
            let loudness = told.firstMatch(of: /(-[0-9.]+) LUFS/).flatMap { Double($0.1) } ?? 0
            #expect(abs(loudness + 16) < 0.5, "\(told)")
        }
        let made = try FileManager.default.subpathsOfDirectory(atPath: house.publisher.path + "/transcodes")
        // The same content under another name costs nothing.
        #expect(shell("cp -p '\(house.source)/loud.wav' '\(house.source)/again.wav'").isContent)
        let second = try await house.publish()
        #expect(second.status == 0 && second.errors.contains("assets=3 media_files=0"), "\(second.errors)")
        #expect(
            try FileManager.default.subpathsOfDirectory(atPath: house.publisher.path + "/transcodes") == made)
        let kept = try await house.publish(with: ["PUBLISH_LOSSLESS": "yes"])
        #expect(kept.status == 0, "\(kept.errors)")
        #expect(try await house.publish("check").status == 0)
    }

    @Test func `is published from the recordings of the house`() async throws {
        let evening = try RecordedEvening()
        try await evening.run("segment")
        try await evening.run("assemble")
        let keep = try await evening.folder.run(["recordings", "--json"], RecordedEvening.settings)
        #expect(keep.status == 0, "\(keep.errors)")
        let target = evening.folder.place + "/origin"
        let settings = RecordedEvening.settings.merging(["PUBLISH_TO": target]) { $1 }
        #expect(try await evening.folder.run(["publish", "keys"], settings).status == 0)
        let none = try await evening.folder.run(["publish", "--recordings", "permanent"], settings)
        #expect(none.status == 0 && none.errors.contains("assets=0"), "\(none.errors)")
        let all = try await evening.folder.run(["publish", "--recordings", "all"], settings)
        #expect(all.status == 0 && all.errors.contains("assets=1 media_files=1"), "\(all.errors)")
        let check = try await evening.folder.run(["publish", "check"], settings)
        #expect(check.status == 0, "\(check.output)")
    }
}
