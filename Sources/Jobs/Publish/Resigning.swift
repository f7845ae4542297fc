import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs publish resign`
struct Resigning {
    private let call: Call

    private static let attempts = 5

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        let stream = try call.originStream()
        let keys = try SigningKeys(call)
        let target = try call.originTarget()
        for _ in 0..<Self.attempts {
            let last = try LastHead(stream, call, target, keys)
            guard var head = last.head else {
                throw .failed("\(target.name) has no stream \(stream) yet; vinyl-jobs publish makes it")
            }
            let settings = PublishedHeadSettings(call)
            let isFresh = settings.freshness.isFresh(head, at: call.unixSeconds)
            if isFresh, last.isSigned(by: try keys.publicKeys()) { return .unchanged(["stream": stream]) }
            if call.isDry {
                try call.page.line("would sign number \(head.seq) of \(stream) again")
                return .unchanged()
            }
            head.issued = max(call.unixSeconds, head.issued)
            head.expires = head.issued + settings.lifeSeconds
            let next = head
            let signers = try keys.ready()
            let envelope = try publishing { () throws(Refusal) in try Envelope(next, signedBy: signers) }
            if try target.replaceHead(stream, with: envelope.bytes, ifStill: last.seen) {
                return .changed(["stream": stream, "seq": head.seq, "keys": signers.count])
            }
        }
        throw .busy("others publish to \(target.name) all the time; try again later")
    }
}
