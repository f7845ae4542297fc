import Foundation
import Platform
import TestSupport
import Testing

@testable import Transfer

@Suite struct `a mail` {
    private func letter(_ peer: Peer, to people: [String] = ["anna@radio.example"]) -> Mail {
        var mail = Mail(
            server: peer.url, from: "vinyl@radio.example", to: people,
            text: Array("Subject: Hello\r\n\r\nA line.\r\n.\r\n..two\r\n".utf8))
        mail.trust.authorities = peer.folder + "/authority.pem"
        return mail
    }

    @Test(arguments: [Peer.Kind.smtp, .smtps], [Mail.TLS.required, .optional, .off])
    func `goes to everybody, encrypted wherever it can be`(kind: Peer.Kind, tls: Mail.TLS) throws {
        try withTemporaryFolder { folder throws in
            try Certificates.lay(in: folder)
            let peer = try Peer(kind, in: folder)
            var mail = letter(peer, to: ["anna@radio.example", "ben@radio.example"])
            mail.tls = tls
            mail.user = "radio"
            mail.password = Secret("mail-secret")
            var transfer = try Transfer()
            try transfer.send(mail)
            try transfer.send(mail)
            let heard = try Heard.all(by: peer)
            #expect(heard.count == 2)
            #expect(heard[0].tls == (kind == .smtps || tls != .off))
            #expect(heard[0].login == ["radio", "mail-secret"])
            #expect(heard[0].from == "vinyl@radio.example" && heard[0].to == mail.to)
            #expect(heard[0].text == "Subject: Hello\n\nA line.\n.\n..two")
        }
    }

    @Test func `is not sent in the open unless that is wanted`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.smtp, in: folder)
            var mail = letter(peer)
            mail.trust.authorities = nil
            var transfer = try Transfer()
            #expect(throws: TransferError.self) { try transfer.send(mail) }
            mail.tls = .optional
            try transfer.send(mail)
            #expect(try Heard.all(by: peer).map(\.tls) == [false])
        }
    }

    @Test func `tells who would not take it, and whether to try again`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.smtp, in: folder)
            for (person, status, isTemporary) in [
                ("nobody@a.example", 550, false), ("busy@a.example", 450, true),
            ] {
                var mail = letter(peer, to: [person])
                mail.tls = .off
                var transfer = try Transfer()
                let error = #expect(throws: TransferError.self) { try transfer.send(mail) }
                guard case .refused(peer.url, status, _) = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
                #expect(error?.isTemporary == isTemporary)
            }
            try peer.answer("421")
            var mail = letter(peer)
            mail.tls = .off
            var transfer = try Transfer()
            #expect((#expect(throws: TransferError.self) { try transfer.send(mail) })?.isTemporary == true)
            mail.user = "radio"
            mail.password = Secret("wrong")
            let error = #expect(throws: TransferError.self) { try transfer.send(mail) }
            #expect(error?.isTemporary == false && error?.description.contains("wrong") == false)
        }
    }

    @Test(arguments: [
        "", "a", "@a", "a@", "a@b@c", "a@b>\r\nRCPT TO:<c@d", "a b@c", "é@b", "<a@b>", "a@b,c@d",
    ])
    func `goes to no address that is none`(address: String) throws {
        #expect(!Mail.isAddress(address))
        var transfer = try Transfer()
        #expect(throws: TransferError.self) {
            try transfer.send(Mail(server: "smtp://127.0.0.1:1", from: "a@b", to: [address], text: []))
        }
    }
}
