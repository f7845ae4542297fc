import Broadcast
import Platform

/// Answers what is asked over HTTP. Nothing that can be asked changes anything.
struct Router: Sendable {
    private let station: Station

    init(station: Station) { self.station = station }

    private static let paths = [
        "/", "/stream.wav", "/stream.flac", "/stream.mp3", "/status", "/metrics", "/healthz", "/levels",
    ]

    func reply(to request: HTTPRequest) -> HTTPReply {
        let isKnown = Self.paths.contains(request.path)
        switch request.method {
        case "OPTIONS":
            return HTTPReply(status: 204, headers: Self.allowed + Self.anyOrigin, body: .bytes([]))
        case "GET", "HEAD": break
        default:
            return problem(
                405, "only GET, HEAD and OPTIONS are answered here", request, headers: Self.allowed)
        }
        guard isKnown else { return problem(404, "there is nothing at this address", request) }
        if request.path == "/" { return page() }
        guard let air = station.onAir else {
            return problem(503, "the relay is starting", request, headers: [("Retry-After", "1")])
        }
        switch request.path {
        case "/status": return text(200, Snapshot(air, station: station).json.description, "application/json")
        case "/metrics":
            let type = "text/plain; version=0.0.4; charset=utf-8"
            return text(200, Snapshot(air, station: station).metrics, type)
        case "/healthz": return health(request, air)
        case "/levels": return levels(request, air)
        default:
            return StreamDesk(station: station, air: air).reply(to: request) {
                problem($0, $1, request, headers: $2)
            }
        }
    }

    static let anyOrigin: [(name: String, value: String)] = [
        ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
        ("Access-Control-Allow-Headers", "*"), ("Access-Control-Expose-Headers", "*"),
    ]
    static let neverStored: [(name: String, value: String)] = [("Cache-Control", "no-store")]
    private static let allowed: [(name: String, value: String)] = [("Allow", "GET, HEAD, OPTIONS")]

    private func page() -> HTTPReply {
        let headers: [(name: String, value: String)] = [
            ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-cache"),
            ("Content-Security-Policy", "default-src 'self' 'unsafe-inline' data: blob:"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return HTTPReply(status: 200, headers: headers, body: .bytes(PackageResources.page_html))
    }

    private func health(_ request: HTTPRequest, _ air: OnAir) -> HTTPReply {
        let health = Snapshot.health(air, station, Clock.system.monotonicNanoseconds())
        guard let reason = health.reason else { return text(200, "ok\n", "text/plain; charset=utf-8") }
        return problem(503, reason, request)
    }

    private func levels(_ request: HTTPRequest, _ air: OnAir) -> HTTPReply {
        if request.method == "GET", !station.watchers.admit(request.address) {
            return problem(503, "too many are watching already", request, headers: [("Retry-After", "10")])
        }
        let headers = Router.anyOrigin + Router.neverStored + [("Content-Type", "text/event-stream")]
        guard request.method == "GET" else {
            return HTTPReply(status: 200, headers: headers, body: .streamHeaders)
        }
        let stream = LevelsStream(
            tape: air.tape, board: air.levels, watchers: station.watchers, address: request.address)
        return HTTPReply(status: 200, headers: headers, body: .stream(stream))
    }

    private func text(_ status: Int, _ body: String, _ type: String) -> HTTPReply {
        let headers = Router.anyOrigin + Router.neverStored + [("Content-Type", type)]
        return HTTPReply(status: status, headers: headers, body: .bytes(Array(body.utf8)))
    }

    /// Short, as JSON for those who ask for it.
    private func problem(
        _ status: Int, _ sentence: String, _ request: HTTPRequest,
        headers: [(name: String, value: String)] = []
    ) -> HTTPReply {
        let isJSON = request.headers["accept"]?.contains("json") ?? false
        let body = isJSON ? JSON.object([("error", .text(sentence))]).description : sentence + "\n"
        var reply = text(status, body, isJSON ? "application/json" : "text/plain; charset=utf-8")
        reply.headers += headers
        return reply
    }
}
