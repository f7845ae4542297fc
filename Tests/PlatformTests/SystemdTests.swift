import Glibc
import TestSupport
import Testing

@testable import Platform

/// The other end of NOTIFY_SOCKET.
private struct Listener: ~Copyable {
    private let socket: Int32

    init(_ name: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = name.utf8.enumerated().map { $0 == 0 && $1 == UInt8(ascii: "@") ? 0 : $1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
        }
        guard result == 0 else { throw SystemError(errno, doing: "bind \(name)") }
    }

    deinit { close(socket) }

    /// All that has come so far.
    func messages() -> [String] {
        var found: [String] = []
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { return found }
            found.append(String(decoding: bytes[..<count], as: UTF8.self))
        }
    }
}

@Suite struct `systemd` {
    @Test(arguments: ["path", "abstract"])
    func `is told how we are`(kind: String) throws {
        try withTemporaryFolder { folder in
            let name = kind == "path" ? folder + "/notify" : "@" + folder
            let listener = try Listener(name)
            let systemd = Systemd(environment: ["NOTIFY_SOCKET": name])
            systemd.ready()
            systemd.status("listening to hw:1\nREADY=0")
            systemd.watchdog()
            systemd.stopping()
            #expect(
                listener.messages() == ["READY=1", "STATUS=listening to hw:1", "WATCHDOG=1", "STOPPING=1"])
        }
    }

    @Test func `who does not listen is no trouble, and neither is one who never reads`() throws {
        for name in ["", "/nowhere/notify", "@nobody-\(getpid())", String(repeating: "x", count: 200)] {
            Systemd(environment: ["NOTIFY_SOCKET": name]).ready()
        }
        Systemd(environment: [:]).ready()
        try withTemporaryFolder { folder in
            let listener = try Listener(folder + "/notify")
            let systemd = Systemd(environment: ["NOTIFY_SOCKET": folder + "/notify"])
            for _ in 0..<2_000 { systemd.watchdog() }
            #expect(!listener.messages().isEmpty)
        }
    }

    @Test(arguments: [
        (microseconds: "30000000", nanoseconds: 30_000_000_000 as Int64?), ("1", 1_000), ("soon", nil),
        ("0", nil), ("-5", nil), ("18446744073709551615", nil), ("9223372036854775807", nil),
    ])
    func `says how often it wants a sign of life`(microseconds: String, nanoseconds: Int64?) {
        #expect(Systemd(environment: ["WATCHDOG_USEC": microseconds]).watchdogNanoseconds == nanoseconds)
    }

    @Test func `wants no sign of life from us when it watches another process, or none`() {
        let ours = ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "\(getpid())"]
        let others = ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"]
        #expect(Systemd(environment: ours).watchdogNanoseconds == 1_000_000)
        #expect(Systemd(environment: others).watchdogNanoseconds == nil)
        #expect(Systemd(environment: [:]).watchdogNanoseconds == nil)
    }
}

@Suite struct `signals` {
    @Test func `are asked for, and answered in their time`() async {
        await #expect(processExitsWith: .exitCode(3)) {
            Signals.hold()
            guard Signals.next(withinMilliseconds: 0) == nil else { exit(1) }
            for signal in [SIGTERM, SIGINT, SIGHUP] {
                raise(signal)
                guard Signals.next(withinMilliseconds: 5_000) == signal else { exit(2) }
            }
            // A reader who is gone must not take us with him.
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            close(ends[0])
            guard Glibc.write(ends[1], "x", 1) == -1, errno == EPIPE else { exit(4) }
            exit(3)
        }
    }
}
