import Archive
import Catalogue
import Foundation
import Glibc
import Platform
import TestSupport
import Testing

@Suite struct `vinyl-jobs notify` {
    private struct Heard: Decodable {
        var headers: [String: String]?
        var body: String?
        var status: Int?
        var text: String?
        var tls: Bool?
        var to: [String]?
        var login: [String]?

        static func all(by peer: Peer) throws -> [Heard] {
            try peer.heard.map { try JSONDecoder().decode(Heard.self, from: Data($0.utf8)) }
        }
    }

    private func due(_ folder: JobsFolder) async throws {
        let run = try await Program.run(
            "sqlite3", [folder.folders.catalogue, "UPDATE messages SET next_us = 0"])
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test func `calls again until it is heard, under one key, signed, and tells no secret`() async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        let settings = [
            "NOTIFY_URL": peer.url + "/hook/s3cret-path?token=s3cret-token", "NOTIFY_SECRET": "s3cret-key",
        ]
        try peer.answer("500", "hang up", "429 7200", "404")
        var errors = try await old.folder.run(["cleanup"], settings).errors
        #expect(errors.contains("message not delivered") && errors.contains("reason=\"it answered 500\""))
        // Not before its time.
        errors += try await old.folder.run(["notify"], settings).errors
        #expect(peer.heard.count == 1)
        for heard in 2...5 {
            try await due(old.folder)
            let run = try await old.folder.run(["notify"], settings)
            #expect(run.status == 0 && peer.heard.count == heard, "\(heard): \(run.errors)")
            errors += run.errors
            if heard == 3 { #expect(run.errors.contains("again_seconds=7200"), "\(run.errors)") }
        }
        #expect(errors.contains("delivered=1") && !errors.contains("s3cret"), "\(errors)")
        let again = try await old.folder.run(["notify"], settings)
        #expect(peer.heard.count == 5 && again.errors.contains("had nothing to do"))
        let heard = try Heard.all(by: peer)
        #expect(Set(heard.map { $0.headers?["Idempotency-Key"] }).count == 1)
        #expect(Set(heard.map(\.body)).count == 1 && heard.map(\.status) == [500, 0, 429, 404, 200])
        let body = try #require(heard[0].body)
        #expect(
            body.contains("\"type\":\"recording.expiring\"")
                && body.contains("\"title\":\"Vinyl: a recording"))
        try Data(body.utf8).write(to: URL(filePath: old.folder.place + "/body"))
        let signed = shell("openssl dgst -sha256 -hmac s3cret-key < '\(old.folder.place)/body'").output
        let code = try #require(signed.split(separator: " ").last?.dropLast())
        #expect(heard[0].headers?["X-Vinyl-Signature"] == "sha256=" + code)
        let list = try await old.folder.run(["notices"], settings)
        #expect(list.output.contains("holds, webhook delivered"), "\(list.output)")
        let config = try await old.folder.run(["config"], settings)
        #expect(config.status == 0 && !config.output.contains("s3cret"))
    }

    @Test(arguments: [Peer.Kind.smtp, .smtps])
    func `sends mail through TLS, and text for people`(kind: Peer.Kind) async throws {
        let old = try await OldEvening()
        try Certificates.lay(in: old.folder.place)
        let peer = try Peer(kind, in: old.folder.place)
        let settings = [
            "NOTIFY_EMAIL": "anna@radio.example, ben@radio.example", "SMTP_URL": peer.url,
            "SMTP_USER": "radio", "SMTP_PASSWORD": "mail-secret", "SMTP_FROM": "vinyl@radio.example",
            "NOTIFY_CA_FILE": old.folder.place + "/authority.pem",
        ]
        let wrong = try await old.folder.run(["cleanup"], settings.merging(["SMTP_PASSWORD": "wr0ng"]) { $1 })
        #expect(wrong.status == 0 && wrong.errors.contains("message not delivered"), "\(wrong.errors)")
        #expect(!wrong.errors.contains("wr0ng"))
        try await due(old.folder)
        let run = try await old.folder.run(["notify"], settings)
        #expect(run.status == 0 && run.errors.contains("delivered=1"), "\(run.errors)")
        let heard = try Heard.all(by: peer)
        #expect(heard.count == 1 && heard[0].tls == true && heard[0].login == ["radio", "mail-secret"])
        #expect(heard[0].to == ["anna@radio.example", "ben@radio.example"])
        let text = try #require(heard[0].text)
        #expect(
            text.contains("Subject: Vinyl: a recording goes tomorrow\n") && text.contains("Message-ID: <"))
        let code = text.split(separator: "\n\n", maxSplits: 1)[1].filter { !$0.isNewline }
        let body = try #require(Data(base64Encoded: code).map { String(decoding: $0, as: UTF8.self) })
        #expect(body.hasPrefix("recording 1, ") && body.contains("goes in a day"), "\(body)")
    }

    @Test func `tries channels out, plainly and without TLS, and chooses what is told`() async throws {
        let old = try await OldEvening()
        let web = try Peer(.http, in: old.folder.place)
        let second = try Scratch()
        let mail = try Peer(.smtp, in: second.path)
        let settings = [
            "NOTIFY_URL": web.url + "/topic", "NOTIFY_FORMAT": "text", "NOTIFY_EMAIL": "anna@radio.example",
            "SMTP_URL": mail.url, "SMTP_TLS": "off", "NOTIFY_EVENTS": "disk,recording.kept",
        ]
        let test = try await old.folder.run(["notify", "--test"], settings)
        #expect(test.status == 0, "\(test.errors)")
        #expect(test.output == "webhook: it was taken with 200\nmail: the server took it\n")
        let heard = try #require(try Heard.all(by: web).first)
        #expect(heard.body == "This is how notices arrive." && heard.headers?["Title"] == "Vinyl: a test")
        #expect(try Heard.all(by: mail).first?.tls == false)
        let encrypted = try await old.folder.run(
            ["notify", "--test"], settings.merging(["SMTP_TLS": "required"]) { $1 })
        #expect(encrypted.status == 1 && encrypted.output.contains("mail: smtp://127.0.0.1"))
        let nothing = try await old.folder.run(["notify", "--test"])
        #expect(nothing.status == 1 && nothing.errors.contains("the log alone"))
        let before = web.heard.count
        _ = try await old.folder.run(["cleanup"], settings)
        #expect(web.heard.count == before)
        _ = try await old.folder.run(["recordings", "keep", "1"], settings)
        _ = try await old.folder.run(["notify"], settings)
        let last = try Heard.all(by: web).last?.body
        #expect(web.heard.count == before + 1 && last?.hasSuffix("stays") == true)
    }

    @Test func `takes no word that it does not know, and keeps what waits until it is mended`() async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        var settings = ["NOTIFY_URL": peer.url, "NOTIFY_EVENTS": "disk,recording.expire"]
        let cleanup = try await old.folder.run(["cleanup"], settings)
        #expect(cleanup.status == 0 && cleanup.errors.contains("announced=1"), "\(cleanup.errors)")
        for words in [["notify"], ["notify", "--test"], ["notify", "--dry-run"]] {
            let run = try await old.folder.run(words, settings)
            #expect(
                run.status == 78 && run.errors.contains("did you mean recording.expired?"), "\(run.errors)")
        }
        #expect(peer.heard.isEmpty)
        settings["NOTIFY_EVENTS"] = "disk,recording.expiring"
        let run = try await old.folder.run(["notify"], settings)
        #expect(run.status == 0 && run.errors.contains("delivered=1"), "\(run.errors)")
        let help = try await old.folder.run(["notify", "--help"])
        #expect(help.output.contains("\n  recording.incomplete\n"), "\(help.output)")
    }

    @Test(arguments: [["SMTP_URL": ""], ["NOTIFY_EMAIL": "anna"]])
    func `calls although mail is set wrongly, says so, and sends mail when that is mended`(
        wrong: [String: String]
    ) async throws {
        let old = try await OldEvening()
        let web = try Peer(.http, in: old.folder.place)
        let second = try Scratch()
        let mail = try Peer(.smtp, in: second.path)
        let settings = [
            "NOTIFY_URL": web.url, "NOTIFY_EMAIL": "anna@radio.example", "SMTP_URL": mail.url,
            "SMTP_TLS": "off",
        ]
        let faulty = settings.merging(wrong) { $1 }
        let cleanup = try await old.folder.run(["cleanup"], faulty)
        #expect(cleanup.status == 0 && cleanup.errors.contains("delivered=1"), "\(cleanup.errors)")
        #expect(cleanup.errors.contains("notices not delivered reason=") && web.heard.count == 1)
        _ = try await old.folder.run(["recordings", "keep", "1"], faulty)
        for words in [["notify"], ["notify", "--test"]] {
            let run = try await old.folder.run(words, faulty)
            #expect(run.status == 78 && run.errors.contains("NOTIFY_EMAIL"), "\(run.errors)")
        }
        #expect(web.heard.count == 3 && mail.heard.isEmpty)
        let mended = try await old.folder.run(["notify"], settings)
        #expect(mended.status == 0 && mended.errors.contains("delivered=1"), "\(mended.errors)")
        #expect(web.heard.count == 3 && mail.heard.count == 1)
    }

    @Test(arguments: ["messagesMade", "messageSent"])
    func `is killed, and sends the same again`(place: String) async throws {
        let old = try await OldEvening()
        let peer = try Peer(.http, in: old.folder.place)
        let settings = ["NOTIFY_URL": peer.url]
        let child = try old.folder.start(
            ["cleanup"], settings.merging(["VINYL_CRASH_AT": place]) { $1 })
        #expect(try await child.waitUntilEnded().how == .killed(SIGKILL))
        let run = try await old.folder.run(["notify"], settings)
        #expect(run.status == 0 && run.errors.contains("delivered=1"), "\(run.errors)")
        let keys = try Heard.all(by: peer).map { $0.headers?["Idempotency-Key"] }
        #expect(keys.count == (place == "messageSent" ? 2 : 1) && Set(keys).count == 1)
    }
}
