import Digests
import Foundation
import Platform
import TestSupport
import Testing

@testable import Transfer

@Suite struct `transfers` {
    /// What the peer's `/sound` holds.
    private func sound(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 * 7 + $0 >> 8) & 255) } }

    @Test func `bring a body, its head, and keep the line open`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            var transfer = try Transfer()
            for count in [0, 1, 300_000] {
                var pieces: [[UInt8]] = []
                let request = WebRequest(.get, peer.url + "/sound?count=\(count)", mostBytes: count)
                let head = try transfer.perform(request) { head, bytes in
                    pieces.append(bytes)
                    return head.status == 200
                }
                #expect(head["content-length"] == "\(count)" && head.bodyBytes == count)
                #expect(pieces.joined().elementsEqual(sound(count)))
            }
            let heard = try Heard.all(by: peer)
            #expect(Set(heard.map(\.client)).count == 1)
            #expect(heard[0].headers?["Accept-Encoding"] == "identity")
            #expect(heard[0].headers?["User-Agent"] == "vinyl/\(vinylVersion)")
        }
    }

    @Test func `ask for a path as it is written`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            var transfer = try Transfer()
            for path in ["/sound/a/../b", "/sound/./a//b%20c", "/sound/%2e%2e/a"] {
                _ = try transfer.collect(WebRequest(.get, peer.url + path, mostBytes: 1_000))
                #expect(try Heard.all(by: peer).last?.path == path)
            }
        }
    }

    @Test func `send bytes and files with their length, and hear any status`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            let body = sound(2_000_000)
            try Files.replace(folder + "/body", with: body)
            var transfer = try Transfer()
            for (method, from) in [
                (WebRequest.Method.put, WebRequest.Body.file(folder + "/body")), (.post, .bytes(body)),
            ] {
                var request = WebRequest(method, peer.url + "/take", mostBytes: 1_000_000)
                request.body = from
                request.headers = [Header("X-Key", "né"), Header("X-Empty", "")]
                request.credentials = .bearer(Secret("token"))
                #expect(try transfer.collect(request).head.status == 200)
                let heard = try #require(try Heard.all(by: peer).last)
                #expect(heard.method == method.rawValue && heard.bytes == body.count)
                #expect(heard.sha256 == Digest.of(body, .sha256)?.hexadecimal)
                #expect(heard.headers?["Authorization"] == "Bearer token" && heard.headers?["Expect"] == nil)
                #expect(heard.headers?["X-Empty"] == "")
            }
            try peer.answer("503 7", "429 Fri, 31 Dec 2100 23:59:59 GMT", "404")
            let request = WebRequest(.head, peer.url + "/take", mostBytes: 0)
            let later = try transfer.collect(request).head
            #expect(later.status == 503 && later.isTemporary && later.retryAfterSeconds == 7)
            #expect(try transfer.collect(request).head.status == 429)
            #expect(try transfer.collect(request).head.isTemporary == false)
            let away = try transfer.collect(WebRequest(.get, peer.url + "/elsewhere", mostBytes: 10)).head
            #expect(away.status == 302 && away["location"] == "/sound?count=5")
        }
    }

    @Test func `go on in the middle, and only there`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            var transfer = try Transfer()
            func rest(_ path: String) throws -> (head: WebResponse, body: [UInt8]) {
                var request = WebRequest(.get, peer.url + path, mostBytes: 10_000)
                request.resumeFrom = 4_000
                return try transfer.collect(request)
            }
            let (head, body) = try rest("/sound?count=10000")
            #expect(head.status == 206 && body == Array(sound(10_000)[4_000...]))
            for path in ["/sound?count=10000&ignoring=1", "/sound?count=10000&off=1"] {
                #expect(throws: TransferError.notResumed(address: peer.url + "/sound")) { try rest(path) }
            }
            #expect(try rest("/sound?count=4000").head.status == 416)
        }
    }

    @Test func `end what has no end`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            var transfer = try Transfer()
            let endless = WebRequest(.get, peer.url + "/endless", mostBytes: 100_000)
            #expect(throws: TransferError.tooLong(address: peer.url + "/endless", mostBytes: 100_000)) {
                try transfer.collect(endless)
            }
            var bytes = 0
            #expect(throws: TransferError.stopped(address: peer.url + "/endless")) {
                _ = try transfer.perform(endless) { _, piece in
                    bytes += piece.count
                    return bytes < 10_000
                }
            }
            var questions = 0
            #expect(throws: TransferError.stopped(address: peer.url + "/slow")) {
                let slow = WebRequest(.get, peer.url + "/slow", mostBytes: 1_000)
                let goOn = {
                    questions += 1
                    return questions < 3
                }
                _ = try transfer.perform(slow, goOn: goOn) { _, _ in true }
            }
            for path in ["/slow", "/heads", "/sound?count=10&cut=told"] {
                var request = WebRequest(.get, peer.url + path, mostBytes: 1_000)
                request.patience.slowSeconds = 1
                request.patience.slowestBytesPerSecond = 1_000
                let error = #expect(throws: TransferError.self) { try transfer.collect(request) }
                #expect(error?.isTemporary == (path != "/heads"), "\(path)")
            }
            // Without a length, the end of the line is the end of the body: only a hash can tell.
            let cut = WebRequest(.get, peer.url + "/sound?count=10&cut=untold", mostBytes: 1_000)
            #expect(try transfer.collect(cut).body == sound(10))
        }
    }

    @Test func `sign for S3 as the peer works it out`() throws {
        try withTemporaryFolder { folder throws in
            let peer = try Peer(.http, in: folder)
            let body = sound(70_000)
            try Files.replace(folder + "/body", with: body)
            for secret in ["s3-secret", "another"] {
                var request = WebRequest(.put, peer.url + "/bucket/m/aa/0f", mostBytes: 1_000_000)
                request.body = .file(folder + "/body")
                let hash = try #require(Digest.of(body, .sha256)?.hexadecimal)
                request.credentials = .s3(
                    region: "eu-west-1", key: "KEY", Secret(secret), bodySHA256: hash)
                request.headers = [Header("If-None-Match", "*")]
                var transfer = try Transfer()
                _ = try transfer.collect(request)
                #expect(try Heard.all(by: peer).last?.signature == (secret == "s3-secret"))
            }
        }
    }

    @Test func `believe only whom they are told to, and show who they are`() throws {
        try withTemporaryFolder { folder throws in
            try Certificates.lay(in: folder)
            shell("cp \(folder)/authority.pem \(folder)/clients.pem")
            let peer = try Peer(.https, in: folder)
            var request = WebRequest(.get, peer.url + "/sound?count=3", mostBytes: 3)
            request.trust.certificate = folder + "/client.pem"
            request.trust.key = folder + "/client-key.pem"
            var transfer = try Transfer()
            let error = #expect(throws: TransferError.self) { try transfer.collect(request) }
            #expect(error?.description.contains("is not to be trusted") == true)
            request.trust.authorities = folder + "/authority.pem"
            #expect(try transfer.collect(request).body == sound(3))
            request.trust.certificate = nil
            request.trust.key = nil
            var stranger = try Transfer()
            #expect(throws: TransferError.self) { try stranger.collect(request) }
        }
    }

    @Test(arguments: [
        ("ftp://host/file", "what should begin with http:// or https:// is not an address we can use"),
        ("nonsense with s3cret", "what should begin with http:// or https:// is not an address we can use"),
        ("http://me:s3cret@127.0.0.1:1/path?token=s3cret", "http://127.0.0.1:1/path: "),
    ])
    func `tell no secret when they fail`(url: String, start: String) throws {
        var transfer = try Transfer()
        let error = #expect(throws: TransferError.self) {
            try transfer.collect(WebRequest(.get, url, mostBytes: 10))
        }
        #expect(error?.description.hasPrefix(start) == true)
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.isTemporary == url.contains("127"))
    }

    @Test func `let no header begin another line`() throws {
        var transfer = try Transfer()
        for header in [Header("X", "a\r\nY: b"), Header("X: y", ""), Header("", "a"), Header("X", "a\0b")] {
            var request = WebRequest(.get, "http://127.0.0.1:1/", mostBytes: 10)
            request.headers = [header]
            #expect(throws: TransferError.notOneLine("the header \(header.name)")) {
                try transfer.collect(request)
            }
        }
        #expect(throws: TransferError.unreadable(SystemError(2, doing: "open /nowhere"))) {
            var request = WebRequest(.put, "http://127.0.0.1:1/", mostBytes: 10)
            request.body = .file("/nowhere")
            return try transfer.collect(request)
        }
    }
}
