import Catalogue
import Lomuz
import Platform

/// `vinyl-jobs publish check`: reads everything, as the most careful player would.
final class PublishCheck {
    private let call: Call
    private var faults: [String] = []
    /// Paths of what is missing or wrong.
    private var faulty: [String] = []
    private var files = 0
    private var bytes = 0

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) {
        let stream = try call.originStream()
        let target = try call.originTarget()
        guard let head = try head(stream, target) else { return try tell(stream) }
        if let reading = try reading(head.state, target) {
            if reading.state.records.count != head.records || reading.state.mediaBytes != head.mediaBytes {
                faults.append("the head counts other records or bytes than its state has")
            }
            files += reading.leaves + 1
            try checkDeltas(head, stream, reading.state, target)
            try checkMedia(reading.state, target)
        }
        try note(target)
        return try tell(stream)
    }

    private func head(_ stream: String, _ target: any OriginTarget) throws(JobError) -> Head? {
        guard let seen = try target.head(stream) else {
            faults.append("there is no stream \(stream) at \(target.name)")
            return nil
        }
        var keys = try SigningKeys(call).publicKeys()
        if keys.isEmpty { keys = PublicKey.list(call.settings.text(.lomuzPublicKey)) ?? [] }
        files += 1
        do throws(Refusal) {
            let envelope = try Envelope(parsing: seen.bytes)
            let head = try envelope.head(of: stream, trusting: keys)
            if head.expires <= call.unixSeconds {
                faults.append("the head has expired; vinyl-jobs publish resign signs it again")
            }
            return head
        } catch {
            faults.append("\(error)")
            return nil
        }
    }

    private func reading(
        _ name: Fingerprint, _ target: any OriginTarget
    ) throws(JobError) -> (leaves: Int, state: StreamState)? {
        let reading = try StateReading(name, target)
        for fault in reading.faults { add(fault.reason, at: fault.path) }
        guard let index = reading.index, let state = reading.state else { return nil }
        return (Set(index.leaves).count, state)
    }

    private func add(_ fault: String, at path: String? = nil) {
        faults.append(fault)
        if let path { faulty.append(path) }
    }

    /// Where we can publish, the next publish puts there again what is wrong.
    private func note(_ target: any OriginTarget) throws(JobError) {
        guard !faulty.isEmpty, try !SigningKeys(call).keys.isEmpty else { return }
        do throws(JobError) {
            let store = try call.originStore()
            try inCatalogue { () throws(CatalogueError) in
                try store.note(faults: faulty, at: target.name, atMicroseconds: call.now)
            }
        } catch {
            call.log.warning("what is wrong could not be noted", ["reason": "\(error)"])
        }
    }

    private func checkDeltas(
        _ head: Head, _ stream: String, _ state: StreamState, _ target: any OriginTarget
    ) throws(JobError) {
        for from in head.deltaFrom {
            let path = ObjectPath.delta(stream, from: from, to: head.state)
            if let fault = try fault(of: path, from, head, state, target) { add("\(path)\(fault)", at: path) }
        }
    }

    private func fault(
        of path: String, _ from: Fingerprint, _ head: Head, _ state: StreamState, _ target: any OriginTarget
    ) throws(JobError) -> String? {
        let bytes: [UInt8]
        do throws(JobError) {
            guard let found = try target.read(path, most: Limits.bodyBytes) else { return " is missing" }
            bytes = found
        } catch {
            guard case .refused(let reason) = error else { throw error }
            return ": \(reason)"
        }
        files += 1
        self.bytes += bytes.count
        do throws(Refusal) {
            let delta = try SyncManifest(parsing: bytes)
            let isRight = delta.from == from && delta.to == head.state
            let isHere = delta.change.updates.allSatisfy { state.records[$0.key] == $0 }
            let isGone = delta.change.deletes.allSatisfy { state.records[$0] == nil }
            return isRight && isHere && isGone ? nil : " leads elsewhere"
        } catch {
            return ": \(error)"
        }
    }

    private func checkMedia(_ state: StreamState, _ target: any OriginTarget) throws(JobError) {
        let media = Dictionary(state.assets.map { ($0.sha256, $0.bytes) }) { first, _ in first }
        let all = media.values.reduce(0, +)
        let bar = call.progress("checking", unit: .bytes)
        defer { bar.end() }
        for (sha256, size) in media.sorted(by: { $0.key.hexadecimal < $1.key.hexadecimal }) {
            try call.stop.check()
            let path = ObjectPath.media(sha256)
            guard let found = try target.measure(path) else {
                add("\(path) is missing", at: path)
                continue
            }
            files += 1
            bytes += found.bytes
            bar.show(done: Double(bytes), of: Double(all))
            if found.bytes != size {
                add("\(path) has \(found.bytes) bytes instead of \(size)", at: path)
            } else if found.sha256 != sha256.hexadecimal {
                add("\(path) holds other bytes than its name says", at: path)
            }
        }
    }

    private func tell(_ stream: String) throws(JobError) {
        if call.invocation.has(.json) {
            try call.page.json(
                .object([
                    ("stream", .text(stream)), ("files", .whole(files)), ("bytes", .whole(bytes)),
                    ("faults", .array(faults.map(JSON.text))),
                ]))
        } else {
            try call.page.lines(faults.map(oneLine))
        }
        guard faults.isEmpty else {
            throw .failed(
                "\(Human.count(faults.count, "fault")) in \(Human.count(files, "file")) of \(stream)")
        }
        if !call.isQuiet && !call.invocation.has(.json) {
            try call.page.line(
                "\(stream): \(Human.count(files, "file")), \(Human.size(bytes)), all as they should be")
        }
    }
}
