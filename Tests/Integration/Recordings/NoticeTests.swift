import Catalogue
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `what people are told` {
    private struct Message: Decodable {
        struct Notice: Decodable {
            var type: String
        }
        var title: String
        var text: String
        var notices: [Notice]
    }

    private func heard(by peer: Peer) throws -> [Message] {
        try peer.heard.map { line in
            let question = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let body = try #require(question?["body"] as? String)
            return try JSONDecoder().decode(Message.self, from: Data(body.utf8))
        }
    }

    @Test func `is heard at once where nobody could know, not a day later`() async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        let settings = ["NOTIFY_URL": peer.url]
        _ = try await old.folder.run(["cleanup"], settings)
        for words in [["keep", "1"], ["unkeep", "1"]] {
            #expect(try await old.folder.run(["recordings"] + words, settings).status == 0)
            _ = try await old.folder.run(["cleanup"], settings)
        }
        let titles = try heard(by: peer).map(\.title)
        let goes = "Vinyl: a recording goes tomorrow"
        #expect(titles == [goes, "Vinyl: recording.kept", goes])
    }

    @Test(arguments: [["keep", "1"], ["delete", "1", "--yes"]])
    func `is not that something goes which stays or is gone`(words: [String]) async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        _ = try await old.folder.run(["cleanup"])
        #expect(try await old.folder.run(["recordings"] + words).status == 0)
        let settings = ["NOTIFY_URL": peer.url]
        #expect(try await old.folder.run(["notify"], settings).status == 0)
        let heard = try heard(by: peer)
        #expect(!heard.contains { $0.text.contains("goes in a day") }, "\(heard)")
        #expect(heard.map { $0.notices.map(\.type) } == (words[0] == "keep" ? [["recording.kept"]] : []))
        #expect(try await old.folder.run(["notify"], settings).errors.contains("had nothing to do"))
    }

    @Test func `is nothing old when somebody chooses it`() async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        var settings = ["NOTIFY_URL": peer.url, "NOTIFY_EVENTS": "disk"]
        _ = try await old.folder.run(["cleanup"], settings)
        settings["NOTIFY_EVENTS"] = "all"
        _ = try await old.folder.run(["notify"], settings)
        #expect(peer.heard.isEmpty)
        _ = try await old.folder.run(["recordings", "keep", "1"], settings)
        _ = try await old.folder.run(["notify"], settings)
        #expect(try heard(by: peer).map(\.title) == ["Vinyl: recording.kept"])
    }

    @Test func `does not wait for somebody who is no longer there`() async throws {
        let old = try await OldEvening()
        let nobody = ["NOTIFY_URL": "http://127.0.0.1:\(try Doorstep.freePort())"]
        #expect(
            try await old.folder.run(["cleanup"], nobody).errors.contains("message not delivered"))
        #expect(try old.folder.catalogue().waitingMessages().count == 1)
        _ = try await old.folder.run(["notify"])
        #expect(try old.folder.catalogue().waitingMessages().count == 0)
        // Whoever comes next, months later.
        try await OldEvening.age(old.folder, hours: 2_000)
        let peer = try Peer(.http, in: old.folder.place)
        _ = try await old.folder.run(["notify"], ["NOTIFY_URL": peer.url])
        #expect(peer.heard.isEmpty)
    }

    @Test func `counts as told when it is in the log, not before`() async throws {
        let old = try await OldEvening()
        let child = try old.folder.start(["cleanup"], errors: "/dev/full")
        #expect(try await child.waitUntilEnded().how == .exited(0))
        #expect(try await old.folder.run(["notices"]).output.contains("not told yet"))
        try await OldEvening.age(old.folder, hours: 30)
        let run = try await old.folder.run(["cleanup"])
        #expect(run.errors.contains("recording.expiring") && run.errors.contains("recordings=0"))
        #expect(try OldEvening.sounds(old.folder) == 1)
        #expect(try await old.folder.run(["notices"]).output.contains("holds"))
    }

    /// Half a minute of waiting.
    @Test func `is held up by nobody who takes the call and never answers`() async throws {
        let old = try await OldEvening()
        let web = try Peer(.http, in: old.folder.place)
        let second = try Scratch()
        let mail = try Peer(.smtp, in: second.path)
        let settings = [
            "NOTIFY_URL": web.url, "NOTIFY_EMAIL": "anna@radio.example", "SMTP_URL": mail.url,
            "SMTP_TLS": "off",
        ]
        _ = try await old.folder.run(["cleanup"])
        try web.answer("silence")
        let errors = old.folder.place + "/errors"
        let child = try old.folder.start(["notify"], settings, errors: errors)
        try await eventually("it calls", holds: { web.heard.count == 1 })
        // Meanwhile others go on.
        let beside = try await old.folder.run(["cleanup"], settings)
        #expect(beside.status == 0, "\(beside.errors)")
        #expect(try await child.waitUntilEnded(seconds: 120).how == .exited(0))
        let said = text(of: errors)
        #expect(said.contains("message not delivered channel=webhook"), "\(said)")
        #expect(mail.heard.count == 1 && said.contains("delivered=1 failed=1"), "\(said)")
    }
}
