import Archive
import Platform

/// How the relay is, as far as can be seen from outside.
enum RelayState {
    case stopped
    /// It runs, and does not say how it is.
    case silent(pid: Int?, reason: String)
    case answering(pid: Int?, JSON)

    /// Whoever holds the lock runs; what stands at `/status` is how it is. Somebody else may answer there, too.
    init(_ call: Call) {
        let lock = Lock.state(path: call.folders.relayLock)
        let port = call.settings.whole(.listenPort)
        guard port > 0 else {
            self = Self.withoutAnswer(lock, "LISTEN_PORT is 0, so nobody knows where to ask")
            return
        }
        do throws(SystemError) {
            let host = Self.host(call.settings.text(.listenAddress))
            guard let body = try LocalHTTP.get("/status", host: host, port: port),
                let status = try? JSON(parsing: body), status["tape"] != nil
            else {
                self = Self.withoutAnswer(lock, "what answers at port \(port) is no relay of ours")
                return
            }
            self = .answering(pid: lock.pid, status)
        } catch {
            self = Self.withoutAnswer(lock, "\(error)")
        }
    }

    private static func withoutAnswer(_ lock: LockState, _ reason: String) -> RelayState {
        lock == .free ? .stopped : .silent(pid: lock.pid, reason: reason)
    }

    /// Where to ask somebody who listens on all addresses.
    static func host(_ address: String) -> String {
        ["", "0.0.0.0", "::", "*"].contains(address) ? "127.0.0.1" : address
    }

    var status: JSON? {
        guard case .answering(_, let status) = self else { return nil }
        return status
    }

    var json: JSON {
        switch self {
        case .stopped: .object([("state", .text("stopped"))])
        case .silent(let pid, let reason):
            .object([("state", .text("silent")), ("pid", .optional(pid)), ("reason", .text(reason))])
        case .answering(let pid, let status):
            .object([("state", .text("running")), ("pid", .optional(pid)), ("status", status)])
        }
    }
}

extension LockState {
    fileprivate var pid: Int? {
        guard case .held(let pid) = self else { return nil }
        return pid
    }
}
