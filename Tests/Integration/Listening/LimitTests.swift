import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct `the relay lets in` {
    @Test func `so many listeners and no more`() async throws {
        try await onThread {
            let relay = try OpenRelay(
                ["AUDIO_DEVICE": "simulated:seed=3", "MAX_LISTENERS": "3"], in: Scratch())
            let radios = ["wav", "flac", "mp3"].map { relay.radio("/stream." + $0) }
            try patiently("three listen") { radios.allSatisfy { $0.byteCount > 0 } }
            for path in ["/stream.wav", "/stream.flac", "/stream.mp3"] {
                let answer = try relay.ask("GET", path)
                #expect(answer.status == 503 && answer.headers["retry-after"] == "10")
                #expect(answer.text.contains("as many are listening"))
            }
            #expect(try relay.number("listeners", "refused") == 3)
            try radios[0].end()
            try patiently("there is room again") { try relay.listeners(to: "wav") == 0 }
            #expect(try Answer.to("GET", "/stream.wav", port: relay.port, most: 700).status == 200)
            try radios[1].end()
            try radios[2].end()
            #expect(try relay.stop().how == .exited(0))
        }
    }

    @Test(.enabled(if: ownAddress != nil, "this machine has an address besides loopback"))
    func `so many from one address, but any number from this machine`() async throws {
        let own = try #require(Self.ownAddress)
        try await onThread {
            let settings = [
                "AUDIO_DEVICE": "simulated:seed=3", "LISTEN_ADDRESS": "", "MAX_LISTENERS_PER_ADDRESS": "1",
            ]
            let relay = try OpenRelay(settings, in: Scratch())
            let near = (0..<3).map { _ in relay.radio("/stream.mp3") }
            try patiently("three listen") { near.allSatisfy { $0.byteCount > 0 } }
            let line = try Line(port: relay.port, host: own)
            line.send("GET /stream.wav HTTP/1.0\r\n\r\n")
            try patiently("a fourth listens") { try relay.listeners(to: "wav") == 1 }
            let answer = try Answer.to("GET", "/stream.wav", port: relay.port, host: own, seconds: 5)
            #expect(answer.status == 503 && answer.text.contains("your address"))
            #expect(try Answer.to("GET", "/status", port: relay.port, host: own).status == 200)
            for radio in near { try radio.end() }
            #expect(try relay.stop().how == .exited(0))
        }
    }

    static let ownAddress: String? = {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let address = entry?.pointee.ifa_addr, address.pointee.sa_family == AF_INET else {
                continue
            }
            var text = [CChar](repeating: 0, count: 64)
            getnameinfo(address, socklen_t(MemoryLayout<sockaddr_in>.size), &text, 64, nil, 0, NI_NUMERICHOST)
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !name.hasPrefix("127.") { return name }
        }
        return nil
    }()

    @Test func `nobody while the port is taken, and goes on capturing`() async throws {
        try await onThread {
            let scratch = try Scratch()
            var doorstep: Doorstep? = try Doorstep()
            let port = try #require(doorstep?.port)
            let folder = try scratch.folder("vinyl")
            let relay = try RelayProcess(
                [
                    "AUDIO_DEVICE": "simulated:seed=3", "VINYL_FOLDER": folder, "LISTEN_PORT": "\(port)",
                    "SEGMENT_SECONDS": "5",
                ],
                in: scratch)
            try patiently("it says so") { relay.count(of: "not open for listeners") > 0 }
            try patiently("a segment is finished") { !StoredSegment.finished(in: folder).isEmpty }
            #expect(relay.count(of: "not open for listeners") == 1 && relay.log.contains("in use"))
            doorstep = nil
            let freed = monotonicSeconds()
            try patiently("it opens") { relay.number("port", of: "open for listeners") == port }
            tell("open \((monotonicSeconds() - freed).short) s after the port was free")
            #expect(monotonicSeconds() - freed < 10)
            #expect(try Answer.to("GET", "/healthz", port: port).status == 200)
            relay.child.signal(SIGTERM)
            try patiently("it ends") { relay.child.ended?.how == .exited(0) }
        }
    }
}
