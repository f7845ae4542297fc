import Archive
import Audio
import Catalogue
import Features
import Foundation
import Platform
import TestSupport
import Testing
import Turntable

@Suite struct `vinyl-jobs segment` {
    @Test func `finds on the relay's tape what the turntable played`() async throws {
        let folder = try JobsFolder()
        let options = "length=580,lead=10,sides=2,side=75,tracks=2,idle=12,rest=130,locked=6"
        let relay = try RelayProcess(
            [
                "AUDIO_DEVICE": "simulated:" + options, "AUDIO_PACE": "fast", "VINYL_FOLDER": folder.path,
                "SEGMENT_SECONDS": "30",
            ], in: try Scratch())
        #expect(try await relay.waitUntilEnded(seconds: 120) == .exited(0))
        let run = try await folder.run(
            ["segment"], ["SESSION_GAP_SECONDS": "60", "TRACK_MINIMUM_SECONDS": "10"])
        #expect(run.status == 0 && run.errors.contains("segment done"), "\(run.errors)")
        var playing = try Playing(options, format: .usual)
        _ = playing.play(seconds: 580)
        let catalogue = try folder.catalogue()
        let start = try #require(try catalogue.segments().first?.startMicroseconds)
        let truth = playing.truth
        #expect(truth.sessions.count == 2 && truth.tracks.count == 8)
        try Truth(catalogue, from: start).expect(truth, within: 0.2)
        #expect(try catalogue.sessions().allSatisfy(\.isFinal))
        #expect(try catalogue.connection.faults().isEmpty)
        let again = try await folder.run(["segment"])
        #expect(again.status == 0 && again.errors.contains("nothing to do"), "\(again.errors)")
    }

    @Test func `finds the same however the tape is cut, and whenever it is looked at`() async throws {
        let formats = [PCMFormat.cheap, PCMFormat(framesPerSecond: 48_000, channels: 2, bitsPerSample: 24)]
        for format in formats {
            var playing = try Playing("lead=8,side=40,tracks=1,sides=2,idle=8,rest=60,seed=4", format: format)
            let sound = playing.play(seconds: 200)
            var dumps: [String] = []
            var heard: [Features] = []
            for seconds in [7, 50] {
                let folder = try JobsFolder()
                let writer = TapeWriter("aaaaaaaa", in: folder.path, format: format, segmentSeconds: seconds)
                let settings = ["SESSION_GAP_SECONDS": "30", "TRACK_MINIMUM_SECONDS": "10"]
                // Whatever the date: while somebody records, an evening is not over because it is late.
                let recorder = try Lock(path: folder.folders.relayLock)
                for start in stride(from: 0, to: sound.count, by: sound.count / 5) {
                    try writer.append(Array(sound[start..<min(start + sound.count / 5, sound.count)]))
                    if seconds == 7 { #expect(try await folder.run(["segment"], settings).status == 0) }
                }
                try writer.finish()
                recorder.release()
                #expect(try await folder.run(["segment"], settings).status == 0)
                dumps.append(try await folder.dump(Dump.sessions))
                heard.append(try features(folder))
                try Truth(try folder.catalogue()).expect(playing.truth, within: 0.2)
            }
            #expect(dumps[0] == dumps[1])
            #expect(heard[0].count == 2_000 && heard[0] == heard[1])
        }
    }

    /// What was heard of all segments, one after another.
    private func features(_ folder: JobsFolder) throws -> Features {
        let catalogue = try folder.catalogue()
        return try catalogue.segments().reduce(into: Features()) { features, segment in
            let stored = try #require(try catalogue.features(ofSegment: segment.id))
            let part = try Features.decode(stored.bytes)
            #expect(part.firstTick == features.count)
            features.append(part.features, ticks: 0..<part.features.count)
        }
    }

    @Test func `shows a session while it plays, under one id, and tells it once`() async throws {
        let folder = try JobsFolder()
        let holder = try Lock(path: folder.folders.relayLock)
        var playing = try Playing("lead=8,side=90,tracks=2,sides=2,idle=10,rest=300")
        let writer = TapeWriter("aaaaaaaa", in: folder.path)
        let settings = ["SESSION_GAP_SECONDS": "60"]
        var ids: Set<Int> = []
        for part in 0..<8 {
            try writer.append(playing.play(seconds: 20))
            #expect(try await folder.run(["segment"], settings).status == 0)
            let sessions = try folder.catalogue().sessions()
            ids.formUnion(sessions.map(\.id))
            #expect(sessions.count == 1)
            #expect(sessions.allSatisfy { !$0.isFinal })
            let isTold = try folder.events().contains("session.started")
            #expect(isTold == (part >= 2))
        }
        try folder.catalogue().name(session: try #require(ids.first), "Kind of Blue")
        try writer.append(playing.play(seconds: 180))
        #expect(try await folder.run(["segment"], settings).status == 0)
        let sessions = try folder.catalogue().sessions()
        #expect(ids.count == 1 && sessions.map(\.id) == Array(ids))
        #expect(sessions.first?.isFinal == true && sessions.first?.name == "Kind of Blue")
        let events = try folder.events()
        for type in ["session.started", "session.ended"] { #expect(events.count { $0 == type } == 1) }
        for type in ["side.started", "side.ended"] { #expect(events.count { $0 == type } == 2) }
        holder.release()
    }
}
