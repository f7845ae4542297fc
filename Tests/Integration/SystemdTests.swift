import Foundation
import Glibc
import Testing

@Suite struct `systemd is told` {
    @Test func `when it is ready, how it is, that it lives, and when it stops`() async throws {
        let scratch = try Scratch()
        let socket = try NotifySocket(in: scratch)
        let relay = try RelayProcess(settings(socket, scratch), in: scratch)
        try await socket.waitUntil(hears: "READY=1")
        try await socket.waitUntil(hears: "STATUS=", times: 2)
        let seconds = try #require(socket.secondsOnTape)
        let ready = try #require(socket.messages.first { $0.text == "READY=1" }).seconds
        let told = try #require(socket.messages.last { $0.text.hasPrefix("STATUS=") }).seconds
        #expect(abs(Double(seconds) - (told - ready)) < 2)
        #expect(socket.messages.contains { $0.text.contains("48000 Hz, 16 bit, stereo") })
        #expect(socket.count(of: "WATCHDOG=1") >= seconds / 2)
        #expect(socket.count(of: "STOPPING=1") == 0)
        #expect(try await relay.stop() == .exited(0))
        #expect(socket.count(of: "STOPPING=1") == 1)
        #expect(socket.count(of: "READY=1") == 1)
    }

    @Test func `nothing more when capture has stopped`() async throws {
        let scratch = try Scratch()
        let socket = try NotifySocket(in: scratch)
        let broken = settings(socket, scratch).merging(["VINYL_HANG_AT": "captureStops:96000"]) { $1 }
        let relay = try RelayProcess(broken, in: scratch)
        try await socket.waitUntil(hears: "WATCHDOG=1")
        try await eventually("the watchdog is not fed for five seconds") {
            let last = socket.messages.last { $0.text == "WATCHDOG=1" }
            return last.map { monotonicSeconds() - $0.seconds > 5 } == true ? true : nil
        }
        #expect(relay.isRunning)
        relay.child.end()
    }

    private func settings(_ socket: NotifySocket, _ scratch: Scratch) -> [String: String] {
        ["AUDIO_DEVICE": "simulated", "VINYL_FOLDER": scratch.path, "NOTIFY_SOCKET": socket.path]
    }
}
