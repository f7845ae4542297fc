import Foundation
import Testing

@Suite struct `told to stop` {
    @Test func `it lets fifty listeners go at once`() async throws {
        let (path, folder) = try await onThread {
            let scratch = try Scratch()
            let relay = try OpenRelay(counting: 60, in: scratch)
            let paths = ["/stream.wav", "/stream.flac", "/stream.mp3", "/stream.wav?rewind=1", "/levels"]
            let radios = (0..<50).map { index in
                // Every third of them takes nothing any more.
                index % 3 == 0
                    ? Radio(port: relay.port, .stalling(paths[index % 5], after: 0.3, seconds: 999))
                    : relay.radio(paths[index % 5])
            }
            try patiently("everybody hears something") { radios.allSatisfy { $0.byteCount > 0 } }
            rest(3)
            let (how, seconds) = try relay.stop()
            tell("stopped in \(seconds.short) s with fifty clients")
            #expect(how == .exited(0) && seconds < 2)
            for (index, radio) in radios.enumerated() where index % 3 != 0 {
                try patiently("the line of client \(index) is closed") { radio.isOver }
            }
            for radio in radios { try radio.end() }
            #expect(StoredSegment.paths(in: relay.folder, ending: ".part").isEmpty)
            #expect(relay.process.number("hole_frames", of: "tape ended") == 0)
            let end = relay.process.number("frames", of: "tape ended")
            let finished = StoredSegment.finished(in: relay.folder)
            #expect(finished.count == 1 && finished.first?.end == end)
            return (finished.first?.path ?? "", scratch)
        }
        try await FLACTools.expectWhole([path])
        _ = folder
    }
}
