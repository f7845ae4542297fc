import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `whatever strangers send` {
    @Test func `the relay stays up and nobody notices`() async throws {
        try await onThread {
            let metronome = Metronome()
            let relay = try OpenRelay(counting: 90, in: Scratch())
            let neighbour = relay.radio("/stream.wav", keepsSound: true)
            try patiently("somebody listens, and a segment is written") {
                neighbour.byteCount > 44 && !StoredSegment.paths(in: relay.folder, ending: ".part").isEmpty
            }
            let descriptors = relay.descriptors
            let lorises = try (0..<500).map { _ in try Line(port: relay.port) }
            let start = monotonicSeconds()
            try tellNonsense(relay)
            for (index, loris) in lorises.enumerated() { loris.send(index % 2 == 0 ? "GET /str" : "G") }
            try tellLongHeaders(relay)
            try comeAndGo(relay, times: 10_000)
            for loris in lorises { loris.send("e") }
            try makeNoise(relay)
            try expectShownOut(lorises, since: start)
            try patiently("its descriptors are closed") { relay.descriptors <= descriptors }
            tell("descriptors: \(descriptors) before, \(relay.descriptors) after")
            #expect(relay.process.isRunning)
            #expect(try relay.ask("GET", "/healthz").text == "ok\n")
            let story = try neighbour.end()
            tell("largest gap of a listener meanwhile: \(story.largestGap(after: 0.5).short) s")
            #expect(story.largestGap(after: 0.5) < 0.25 + metronome.allowance())
            #expect(CountedSound.runs(in: story.bytes, from: 44).count == 1)
            #expect(try relay.stop().how == .exited(0))
            let lines = relay.process.log.split(separator: "\n").count
            #expect(lines < 60, "a flood of \(lines) lines")
        }
    }

    private func tellNonsense(_ relay: OpenRelay) throws {
        for request in [
            "\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "/ GET HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\n: nothing\r\n\r\n", "\0\0\0\0\r\n\r\n",
            "GET /%00%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\r HTTP/1.1\n\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx",
            "GET /stream.wav?rewind HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0",
            "CONNECT example.org:443 HTTP/1.1\r\n\r\n",
        ] {
            for _ in 0..<4 {
                let line = try Line(port: relay.port)
                line.send(request)
                line.endSending()
                var bytes = [UInt8](repeating: 0, count: 1_024)
                _ = line.receive(into: &bytes, seconds: 0.02)
            }
        }
    }

    private func tellLongHeaders(_ relay: OpenRelay) throws {
        let long = String(repeating: "x", count: 65_536)
        let many = (0..<4_000).map { "X-\($0): 0123456789" }.joined(separator: "\r\n")
        for request in [
            "GET /\(long) HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nCookie: \(long)\r\n\r\n",
            "GET / HTTP/1.1\r\n\(many)\r\n\r\n",
        ] {
            for _ in 0..<8 {
                let line = try Line(port: relay.port)
                line.send(request)
                var bytes = [UInt8](repeating: 0, count: 4_096)
                // Refused, or just closed.
                if case .bytes(let count) = line.receive(into: &bytes, seconds: 2) {
                    #expect(String(decoding: bytes[..<count], as: UTF8.self).hasPrefix("HTTP/1.1 4"))
                }
            }
        }
    }

    private func comeAndGo(_ relay: OpenRelay, times: Int) throws {
        for index in 0..<times {
            let line = try Line(port: relay.port)
            if index % 3 == 0 { line.resetOnClose() }
            if index % 5 == 0 { line.send("GET /stream.wav HTTP/1.1\r\n") }
            if index % 500 == 0 { line.send("Host: a\r\n\r\n") }
        }
    }

    private func makeNoise(_ relay: OpenRelay) throws {
        var luck = Luck(seed: 8)
        for _ in 0..<300 {
            let line = try Line(port: relay.port)
            line.send(
                (0..<Int.random(in: 1...2_000, using: &luck)).map { _ in
                    UInt8.random(in: 0...255, using: &luck)
                })
        }
    }

    private func expectShownOut(_ lorises: [Line], since start: Double) throws {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        for (index, loris) in lorises.enumerated() {
            try patiently("client \(index), who asks a byte at a time, is shown out", seconds: 25, every: 0) {
                switch loris.receive(into: &bytes, seconds: 1) {
                case .end: return true
                case .bytes: return false
                case .nothing:
                    loris.send("x")
                    return false
                }
            }
        }
        tell("slow askers were all shown out after \((monotonicSeconds() - start).short) s")
    }
}
