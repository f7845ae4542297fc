import Broadcast
import Platform

/// Lets listeners in and gives each the stream it asked for.
struct StreamDesk {
    typealias Problem = (_ status: Int, _ sentence: String, _ headers: [(name: String, value: String)]) ->
        HTTPReply

    let station: Station
    let air: OnAir

    /// Chromium begins so much sooner with it and hears no later; Firefox hears a second sooner.
    private static let elementBurstMilliseconds = 300
    /// Chromium gives its decoder only what is a whole block of its cache.
    private static let bytesHeldByElement = 32_768

    func reply(to request: HTTPRequest, problem: Problem) -> HTTPReply {
        guard let kind = StreamKind(rawValue: String(request.path.dropFirst("/stream.".count))) else {
            return problem(404, "there is nothing at this address", [])
        }
        guard let rewind = Self.rewindSeconds(request.query["rewind"]) else {
            return problem(400, "rewind is a number of seconds from 0 to 30", [])
        }
        let headers = headers(for: kind, request)
        // Safari asks for two bytes before it asks for all of them.
        if kind == .wav, request.headers["range"] == "bytes=0-1" {
            let range = [("Content-Range", "bytes 0-1/4294967295")]
            return HTTPReply(status: 206, headers: headers + range, body: .bytes(Array("RI".utf8)))
        }
        guard request.method == "GET" else {
            return HTTPReply(status: 200, headers: headers, body: .streamHeaders)
        }
        switch station.listeners.admit(request, to: kind) {
        case .failure(let refused):
            let sentence =
                switch refused.why {
                case .full: "as many are listening as are let in"
                case .tooManyFromThere: "as many are listening from your address as are let in"
                }
            return problem(503, sentence, [("Retry-After", "10")])
        case .success(let listener):
            let stream = stream(kind, for: listener, request, rewind: rewind)
            return HTTPReply(status: 200, headers: headers, body: .stream(stream))
        }
    }

    private static func rewindSeconds(_ text: String?) -> Int? {
        guard let text else { return 0 }
        return Int(text).flatMap { (0...30).contains($0) ? $0 : nil }
    }

    private func stream(_ kind: StreamKind, for listener: Listener, _ request: HTTPRequest, rewind: Int)
        -> any HTTPStream
    {
        switch kind {
        case .wav:
            return WAVStream(
                tape: air.tape, listener: listener, listeners: station.listeners, rewindSeconds: rewind,
                burstMilliseconds: isElement(request) ? Self.elementBurstMilliseconds : 0,
                lagLimitMilliseconds: station.settings.losslessLagMilliseconds)
        case .flac:
            return FLACStream(
                encoder: air.flac, tape: air.tape, listener: listener, listeners: station.listeners,
                lagLimitMilliseconds: station.settings.losslessLagMilliseconds)
        case .mp3:
            let air = air
            let title = wantsTitles(request) ? { @Sendable in air.title } : nil
            return MP3Stream(
                encoder: air.mp3, tape: air.tape, listener: listener, listeners: station.listeners,
                pace: air.mp3Pace,
                bytesHeldByPlayer: isElement(request) ? Self.bytesHeldByElement : 0, title: title)
        }
    }

    /// An audio element of a browser waits for about a second of sound before it begins, whenever that comes.
    private func isElement(_ request: HTTPRequest) -> Bool {
        request.headers["range"] == "bytes=0-" && request.headers["user-agent"]?.hasPrefix("Mozilla/") == true
    }

    private func wantsTitles(_ request: HTTPRequest) -> Bool { request.headers["icy-metadata"] == "1" }

    private func headers(for kind: StreamKind, _ request: HTTPRequest) -> [(name: String, value: String)] {
        let type =
            switch kind {
            case .wav: "audio/wav"
            case .flac: "audio/flac"
            case .mp3: "audio/mpeg"
            }
        var headers = Router.anyOrigin + Router.neverStored + [("Content-Type", type)]
        headers += [("icy-name", station.settings.icecast.name)]
        if !station.settings.icecast.genre.isEmpty {
            headers += [("icy-genre", station.settings.icecast.genre)]
        }
        if !station.settings.icecast.url.isEmpty { headers += [("icy-url", station.settings.icecast.url)] }
        headers += [("icy-pub", station.settings.icecast.isPublic ? "1" : "0")]
        if kind == .mp3 { headers += [("icy-br", "\(air.mp3Pace.kilobitsPerSecond)")] }
        if kind == .mp3, wantsTitles(request) {
            headers += [("icy-metaint", "\(MP3Stream.metadataInterval)")]
        }
        return headers
    }
}
