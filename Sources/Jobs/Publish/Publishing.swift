import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs publish`: what a player sees is the state before or the state after, wherever this ends.
struct Publishing {
    private let call: Call

    private static let attempts = 5

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let stream = try call.originStream()
        let keys = try SigningKeys(call)
        if !call.isDry { _ = try keys.ready() }
        let target = try call.originTarget()
        let store = try call.originStore()
        let music = try MusicGathering(call, store).run()
        for remark in music.remarks { call.log.warning("file left out", ["reason": remark]) }
        for _ in 0..<Self.attempts {
            let last = try LastHead(stream, call, target, keys)
            let edition = try Edition(call, stream, music, last, store, target)
            if call.isDry {
                try EditionPreview(call, edition, target).tell()
                return .unchanged()
            }
            try edition.checkLosses()
            if let outcome = try EditionWriter(call, edition, store, target, keys).run() { return outcome }
            call.log.notice("somebody else published", ["stream": stream])
        }
        throw .busy("others publish to \(target.name) all the time; try again later")
    }
}

/// The head that is there, believed only when one of our keys has signed it.
struct LastHead {
    let seen: SeenHead?
    let head: Head?
    let envelope: Envelope?

    init(
        _ stream: String, _ call: Call, _ target: any OriginTarget, _ keys: SigningKeys
    ) throws(JobError) {
        seen = try target.head(stream)
        guard let seen else {
            (head, envelope) = (nil, nil)
            return
        }
        let trusted = try keys.publicKeys()
        do throws(Refusal) {
            let envelope = try Envelope(parsing: seen.bytes)
            head = try envelope.head(of: stream, trusting: trusted)
            self.envelope = envelope
        } catch {
            guard call.invocation.has(.newEpoch) || call.isDry else {
                throw .refused(
                    "\(target.name) already has a head of \(stream) that we cannot believe (\(error)); "
                        + "--new-epoch replaces it")
            }
            (head, envelope) = (nil, nil)
        }
    }

    /// Whether all keys we have, and no others, have signed it.
    func isSigned(by keys: [PublicKey]) -> Bool {
        guard let envelope else { return false }
        let ids = keys.compactMap { key in try? key.id }
        return Set(envelope.signatures.map(\.keyID)) == Set(ids)
    }
}
