import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import Testing

@Suite struct `vinyl-jobs events` {
    private func folder(events: Int = 100) throws -> JobsFolder {
        let folder = try JobsFolder()
        try folder.catalogue().tell(events: 0..<events)
        return folder
    }

    private func lines(_ run: Program) -> [String] { run.output.split(separator: "\n").map(String.init) }

    @Test func `lists the newest, oldest first, in local time`() async throws {
        let folder = try folder()
        let run = try await folder.run(["events"])
        let lines = lines(run)
        #expect(run.status == 0 && lines.count == 51)
        #expect(lines[1] == "2026-11-21 20:50:00  session.started           seconds=50")
        let berlin = try await folder.run(["events"], ["TZ": "Europe/Berlin"])
        #expect(berlin.output.contains("2026-11-21 21:50:00  session.started"))
    }

    @Test func `chooses by time and type`() async throws {
        let folder = try folder()
        let since = try await folder.run(["events", "--since", "2026-11-21 21:30"])
        #expect(lines(since).count == 11)
        let gaps = try await folder.run(["events", "--since=2026-11-21T21:30:00Z", "--type", "tape"])
        #expect(lines(gaps).count == 6 && !gaps.output.contains("session.started"))
        let two = try await folder.run(["events", "--since", "2026-11-21", "--type", "tape.gap,session"])
        #expect(lines(two).count == 101)
        let none = try await folder.run(["events", "--type", "clipping"])
        #expect(none.status == 0 && none.output == "nothing has happened yet\n")
    }

    @Test func `speaks JSON and CSV`() async throws {
        let folder = try folder(events: 3)
        let json = try await folder.run(["events", "--json"])
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let events = try #require(object["events"] as? [[String: Any]])
        #expect(events.count == 3 && events[1]["type"] as? String == "tape.gap")
        #expect(events[1]["at"] as? String == "2026-11-21T20:01:00.000Z" && events[1]["frame"] as? Int == 1)
        #expect((events[1]["details"] as? [String: Int]) == ["seconds": 1])
        let csv = try await folder.run(["events", "--csv"])
        #expect(lines(csv)[0] == "id,time,type,tape,frame,session,details")
        #expect(
            lines(csv)[2]
                == #"2,2026-11-21T20:01:00.000Z,tape.gap,aaaaaaaa,1,,"{""seconds"":1}""#)
    }

    @Test func `follows until it is told to stop`() async throws {
        let folder = try folder(events: 20)
        let output = folder.place + "/followed"
        let child = try folder.start(["events", "--follow", "--json"], output: output)
        try await eventually("the last ones are told", holds: { text(of: output).contains("\"seconds\":19") })
        #expect(text(of: output).split(separator: "\n").count == 10)
        let catalogue = try folder.catalogue()
        for number in 20..<24 {
            try catalogue.tell(events: number..<number + 1)
            try await eventually(
                "the new one is told", holds: { text(of: output).contains("\"seconds\":\(number)}") })
        }
        #expect(text(of: output).split(separator: "\n").count == 14)
        child.signal(SIGTERM)
        #expect(try await child.waitUntilEnded().how == .exited(0))
    }

    @Test func `follows through a rebuild, and tells nothing twice`() async throws {
        let folder = try folder(events: 12)
        try Disk.system.makeFolder(folder.folders.locks)
        let output = folder.place + "/followed"
        let child = try folder.start(["events", "--follow", "--json", "--type", "tape"], output: output)
        try await eventually("the last one is told", holds: { text(of: output).contains("\"seconds\":11}") })
        let run = try await folder.run(["rebuild"])
        #expect(run.status == 0, "\(run.errors)")
        try folder.catalogue().tell(events: 0..<14)
        try await eventually("the new one is told", holds: { text(of: output).contains("\"seconds\":13}") })
        #expect(text(of: output).split(separator: "\n").count == 7)
        child.signal(SIGTERM)
        #expect(try await child.waitUntilEnded().how == .exited(0))
    }

    @Test func `follows a catalogue that is not there yet`() async throws {
        let folder = try JobsFolder()
        let output = folder.place + "/followed"
        let child = try folder.start(["events", "--follow"], output: output)
        try await Task.sleep(for: .milliseconds(300))
        try folder.catalogue().tell(events: 0..<1)
        try await eventually("the first one is told", holds: { text(of: output).contains("session.started") })
        child.signal(SIGINT)
        #expect(try await child.waitUntilEnded().how == .exited(0))
    }

    @Test func `ends when nobody reads any more`() async throws {
        let folder = try folder()
        let run = try await folder.shell(
            #"set -o pipefail; "$1" events | head -n 1; echo "${PIPESTATUS[0]}""#)
        #expect(run.output.hasSuffix("\n0\n") && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func `changes nothing in the folder`() async throws {
        let folder = try folder()
        func state() throws -> [Data] {
            try ["", "-wal"].map { try Data(contentsOf: URL(filePath: folder.folders.catalogue + $0)) }
        }
        let before = try state()
        for words in [["events"], ["status"], ["config"]] { #expect(try await folder.run(words).status == 0) }
        #expect(try state() == before)
        #expect(!FileManager.default.fileExists(atPath: folder.folders.locks))
    }
}
