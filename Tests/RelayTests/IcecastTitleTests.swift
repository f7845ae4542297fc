import Broadcast
import Glibc
import Platform
import TestSupport
import Testing

@testable import Relay

@Suite struct `the title for Icecast` {
    @Test func `is told anew when a server never answered, and not for ever`() throws {
        let doorstep = try Doorstep()
        let now = VirtualClock(startMicroseconds: 0)
        let title = IcecastTitle(target: target(port: doorstep.port), clock: now.clock)
        var lines: [Int32] = []
        defer { for line in lines { close(line) } }
        for _ in 0..<4 {
            title.tell("Side one")
            lines.append(try #require(doorstep.accept(seconds: 60)))
            now.advance(nanoseconds: 29_000_000_000)
            title.tell("Side one")
            #expect(doorstep.accept(seconds: 0.1) == nil)
            now.advance(nanoseconds: 1_000_000_000)
        }
        title.tell("Side two")
        #expect(doorstep.accept(seconds: 0.1) == nil)
    }

    @Test func `is told once when the server takes it`() throws {
        let doorstep = try Doorstep()
        let now = VirtualClock(startMicroseconds: 0)
        let title = IcecastTitle(target: target(port: doorstep.port), clock: now.clock)
        let asked = try tell(title, "Side one", at: doorstep)
        #expect(asked.contains("song=Side%20one") && asked.contains("mount=%2flive"), "\(asked)")
        now.advance(nanoseconds: 5_000_000_000)
        title.tell("Side one")
        #expect(doorstep.accept(seconds: 0.1) == nil)
        now.advance(nanoseconds: 100_000_000_000)
        #expect(try tell(title, "Side two", at: doorstep).contains("Side%20two"))
    }

    /// What was asked: libshout asks without the password first, and again with it.
    private func tell(_ title: IcecastTitle, _ text: String, at doorstep: Doorstep) throws -> String {
        title.tell(text)
        var asked = ""
        for answer in ["401 Unauthorized", "200 OK"] {
            let line = try #require(doorstep.accept(seconds: 60))
            defer { close(line) }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = read(line, &bytes, bytes.count)
            asked = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            let reply = "HTTP/1.0 \(answer)\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<x/>"
            _ = write(line, reply, reply.utf8.count)
        }
        return asked
    }

    private func target(port: Int) -> IcecastTarget {
        IcecastTarget(
            host: "127.0.0.1", port: port, mount: "/live", user: "source", password: Secret("quiet"),
            name: "",
            genre: "", url: "", isPublic: false, tls: .off, kilobitsPerSecond: 128, framesPerSecond: 48_000,
            channels: 2)
    }
}
