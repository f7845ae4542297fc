import Broadcast
import Testing

@testable import Relay

@Suite struct `a request` {
    private let station: Station
    private let studio = Studio()

    init() throws {
        station = Station(settings: try Studio.settings("MAX_LISTENERS=2"), log: Notebook().log)
        studio.play(seconds: 1)
        station.onAir = OnAir(tape: studio.tape, settings: station.settings, log: Notebook().log) { _ in }
    }

    static let paths = [
        "/stream.wav", "/stream.flac", "/stream.mp3", "/status", "/metrics", "/healthz", "/levels", "/",
    ]

    @Test(arguments: paths)
    func `is answered`(path: String) {
        for method in ["GET", "HEAD"] {
            let reply = ask(method, path)
            // Nobody has looked at the frames yet, and no segment was written.
            #expect(reply.status == 200)
            if case .stream(let stream) = reply.body { stream.ended() }
        }
        #expect(station.listeners.present.isEmpty)
    }

    @Test(
        arguments: paths + ["/nothing"],
        ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "BREW"])
    func `that would change something is refused`(path: String, method: String) {
        let reply = ask(method, path)
        #expect(reply.status == 405 && reply["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test(arguments: [
        "/nothing", "/stream", "/stream.ogg", "/Stream.wav", "/status/", "", "//", "/../etc/passwd",
    ])
    func `for what is not there says so`(path: String) {
        #expect(ask("GET", path).status == 404)
        #expect(
            ask("GET", path, headers: ["accept": "application/json"])["Content-Type"] == "application/json")
    }

    @Test(arguments: ["-1", "31", "", "x", "1.5", " 3", "99999999999999999999"])
    func `to go back by no number is refused`(rewind: String) {
        #expect(ask("GET", "/stream.wav", query: ["rewind": rewind]).status == 400)
        #expect(station.listeners.present.isEmpty)
    }

    @Test func `beyond the listeners there may be is put off`() {
        let first = ask("GET", "/stream.wav", query: ["rewind": "30"])
        _ = ask("GET", "/stream.mp3")
        let third = ask("GET", "/stream.flac")
        #expect(third.status == 503 && third["Retry-After"] == "10")
        #expect(ask("HEAD", "/stream.flac").status == 200)
        #expect(ask("GET", "/status").status == 200)
        if case .stream(let stream) = first.body { stream.ended() }
        #expect(ask("GET", "/stream.flac").status == 200)
    }

    @Test func `from too many who look at the levels is put off`() {
        let replies = (0..<103).map { _ in ask("GET", "/levels") }
        #expect(replies.map(\.status) == [Int](repeating: 200, count: 102) + [503])
        if case .stream(let stream) = replies[0].body { stream.ended() }
        #expect(ask("GET", "/levels").status == 200)
    }

    @Test func `after the relay's health is answered with the reason, as JSON where that is wanted`() {
        station.onAir?.watch.state = .lost
        let text = ask("GET", "/healthz")
        let json = ask("GET", "/healthz", headers: ["accept": "application/json"])
        #expect(text.status == 503 && json.status == 503)
        #expect(text["Content-Type"] == "text/plain; charset=utf-8")
        #expect(json["Content-Type"] == "application/json")
        guard case .bytes(let bytes) = json.body else { return #expect(Bool(false), "a stream") }
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(#"{"error":"the sound card is not there"#))
    }

    @Test func `for a stream is answered without a word about ranges`() {
        for path in Self.paths.prefix(3) { #expect(ask("HEAD", path)["Accept-Ranges"] == nil) }
        #expect(ask("GET", "/stream.wav", headers: ["range": "bytes=0-1"])["Accept-Ranges"] == nil)
    }

    @Test func `that comes too early is put off`() {
        station.onAir = nil
        for path in Self.paths.dropLast() {
            let reply = ask("GET", path)
            #expect(reply.status == 503 && reply["Retry-After"] == "1")
        }
        #expect(ask("GET", "/").status == 200)
    }

    @Test func `of Safari gets the two bytes it wants to see first`() {
        let probe = ask("GET", "/stream.wav", headers: ["range": "bytes=0-1"])
        #expect(probe.status == 206 && probe["Content-Range"]?.hasPrefix("bytes 0-1/") == true)
        guard case .bytes(let bytes) = probe.body else { return #expect(Bool(false), "a stream") }
        #expect(bytes == Array("RI".utf8))
        #expect(ask("GET", "/stream.wav", headers: ["range": "bytes=0-"]).status == 200)
        #expect(ask("GET", "/stream.mp3", headers: ["range": "bytes=0-1"]).status == 200)
    }

    @Test func `of an audio element begins with a little sound, of anybody else at the needle`() throws {
        let element = ["range": "bytes=0-", "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"]
        #expect(try firstSound(element) == 14_400 * 4)
        for (name, value) in [("user-agent", "Lavf/59.27.100"), ("user-agent", ""), ("range", "")] {
            #expect(try firstSound(element.merging([name: value]) { $1 }) == nil)
        }
    }

    @Test func `may come from any page`() {
        for path in Self.paths.dropLast() {
            #expect(ask("HEAD", path)["Access-Control-Allow-Origin"] == "*")
            let preflight = ask("OPTIONS", path)
            #expect(
                preflight.status == 204 && preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS")
        }
        #expect(ask("GET", "/nothing")["Access-Control-Allow-Origin"] == "*")
    }

    @Test func `shows titles only to those who want them`() {
        #expect(ask("HEAD", "/stream.mp3")["icy-metaint"] == nil)
        #expect(ask("HEAD", "/stream.mp3", headers: ["icy-metadata": "1"])["icy-metaint"] == "16000")
        #expect(ask("HEAD", "/stream.wav", headers: ["icy-metadata": "1"])["icy-metaint"] == nil)
        #expect(ask("HEAD", "/stream.mp3")["icy-br"] == "128")
    }

    private func firstSound(_ headers: [String: String]) throws -> Int? {
        guard case .stream(let stream) = ask("GET", "/stream.wav", headers: headers).body else {
            throw NoStream()
        }
        defer { stream.ended() }
        _ = stream.take()
        return stream.take(room: 65_536)?.count
    }

    private struct NoStream: Error {}

    private func ask(
        _ method: String, _ path: String, query: [String: String] = [:], headers: [String: String] = [:]
    ) -> HTTPReply {
        Router(station: station).reply(
            to: HTTPRequest(method: method, path: path, query: query, headers: headers))
    }
}

extension HTTPReply {
    fileprivate subscript(name: String) -> String? { headers.last { $0.name == name }?.value }
}
