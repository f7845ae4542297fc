import Archive
import Platform

/// Asks the relay twice, and listens to it in between.
struct RelayGathering {
    private let call: Call
    private let address: LocalHTTP.Address

    /// A machine under load answers late, a hung program never.
    private static let answerMilliseconds = 3_000
    private static let betweenQuestions: Int64 = 4_000_000_000
    private static let betweenLooks: Int64 = 1_000_000_000
    /// As long as systemd takes to start it.
    private static let startMilliseconds = 3_000
    private static let listeningMilliseconds = 2_500

    init(_ call: Call) {
        self.call = call
        address = LocalHTTP.Address(
            host: RelayState.host(call.settings.text(.listenAddress)), port: call.settings.whole(.listenPort))
    }

    /// One that is being started anew at this moment is looked at when that is done.
    func relay(_ look: inout Look) -> Look.Relay {
        for _ in 0..<Self.startMilliseconds / 100 where lock == .free { call.clock.sleep(100_000_000) }
        let relay = relayNow(&look)
        return lock == relay.lock ? relay : relayNow(&look)
    }

    private var lock: LockState { Lock.state(path: call.folders.relayLock) }

    private func relayNow(_ look: inout Look) -> Look.Relay {
        var relay = Look.Relay()
        look.streams = []
        relay.lock = lock
        guard case .held(let pid) = relay.lock else { return relay }
        relay.process = pid.flatMap { ProcessFacts(pid: $0) }
        relay.strays = strays(besides: pid)
        switch ask() {
        case .success(let first):
            let start = call.clock.monotonicNanoseconds()
            look.streams = first.hasClock ? listen(first) : []
            look.icecast = icecast(first)
            call.clock.sleep(start + Self.betweenLooks - call.clock.monotonicNanoseconds())
            switch ask() {
            case .success(let last):
                let seconds = Double(call.clock.monotonicNanoseconds() - start) / 1e9
                relay.answer = .told(first, last, seconds: seconds)
            case .failure(let silence): relay.answer = silence.answer
            }
        case .failure(let silence): relay.answer = silence.answer
        }
        return relay
    }

    private struct Silence: Error { let answer: Look.Relay.Answer }

    /// Once more where nothing comes.
    private func ask() -> Result<RelayStatus, Silence> {
        let first = askOnce()
        guard case .failure(let silence) = first, silence.answer == .silent else { return first }
        call.clock.sleep(Self.betweenQuestions)
        return askOnce()
    }

    private func askOnce() -> Result<RelayStatus, Silence> {
        guard address.port > 0 else {
            return .failure(Silence(answer: .notAsked("LISTEN_PORT is 0, so nobody knows where to ask")))
        }
        do throws(SystemError) {
            let body = try LocalHTTP.get(
                "/status", host: address.host, port: address.port, milliseconds: Self.answerMilliseconds)
            if let body, let json = try? JSON(parsing: body), let status = RelayStatus(json) {
                return .success(status)
            }
            return .failure(Silence(answer: .notAsked("what answers at port \(address.port) is no relay")))
        } catch {
            return .failure(Silence(answer: error.isTimedOut ? .silent : .notAsked("\(error)")))
        }
    }

    /// As one who is neither counted nor told of. MP3 is made only while somebody wants it.
    private func listen(_ status: RelayStatus) -> [Look.Stream] {
        var wanted = [("wav", status.framesPerSecond * 2)]
        if status.mp3Listeners > 0 || status.icecast?.isConnected == true {
            // Half a second of it; what is over is not given to us.
            wanted.append(("mp3", call.settings.whole(.icecastBitrate) * 1_000 / 8 / 2))
        }
        return wanted.map { name, enough in
            let bytes = try? LocalHTTP.listen(
                to: "/stream." + name, at: address, headers: [HealthProbe.header + ": 1"], enough: enough,
                milliseconds: Self.listeningMilliseconds)
            return Look.Stream(name: name, bytes: bytes ?? nil, enough: enough)
        }
    }

    private func icecast(_ status: RelayStatus) -> Look.Icecast? {
        guard let mount = status.icecast?.mount else { return nil }
        let host = call.settings.text(.icecastHost)
        let port = call.settings.whole(.icecastPort)
        func icecast(_ found: Look.Icecast.Mount) -> Look.Icecast {
            Look.Icecast(place: "\(host):\(port)\(mount)", mount: found)
        }
        guard !host.isEmpty, call.settings.text(.icecastTLS) != "required",
            let body = try? LocalHTTP.get("/status-json.xsl", host: host, port: port),
            let json = try? JSON(parsing: body), let source = json["icestats"]?["source"]
        else { return icecast(.unknown("it does not say")) }
        let sources = source.asArray ?? [source]
        let isThere = sources.contains { $0["listenurl"]?.asText?.hasSuffix(mount) ?? false }
        return icecast(isThere ? .there : .missing)
    }

    /// Relays with a file of ours open that do not hold the lock.
    private func strays(besides pid: Int?) -> [Int] {
        let root = Files.canonical(call.folders.root)
        let ours = [root + "/segments/", root + "/relay.lock"]
        return ProcessFacts.pids().filter { candidate in
            guard candidate != pid, let process = ProcessFacts(pid: candidate), process.name == "vinyl-relay"
            else { return false }
            return process.openPaths().contains { path in ours.contains(where: path.hasPrefix) }
        }
    }
}
