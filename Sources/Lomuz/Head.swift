import Platform

/// What is signed: where a stream stands. The only object of an origin that ever changes.
package struct Head: Equatable, Sendable {
    package var stream: String
    /// Goes up when an origin had to begin anew; then `seq` may be lower than it was.
    package var epoch: Int
    package var seq: Int
    package var state: Fingerprint
    package var records: Int
    package var stateBytes: Int
    package var mediaBytes: Int
    /// States from which there is a delta to this one.
    package var deltaFrom: [Fingerprint]
    /// Unix seconds.
    package var issued: Int
    package var expires: Int
    package var pollSeconds: Int
    package var isSuspended: Bool

    package static let sequences = 0...Int(Int32.max)
    private static let what = "the head"

    package init(
        stream: String, epoch: Int = 1, seq: Int, state: Fingerprint, records: Int, stateBytes: Int,
        mediaBytes: Int, deltaFrom: [Fingerprint] = [], issued: Int, expires: Int, pollSeconds: Int = 600,
        isSuspended: Bool = false
    ) {
        self.stream = stream
        self.epoch = epoch
        self.seq = seq
        self.state = state
        self.records = records
        self.stateBytes = stateBytes
        self.mediaBytes = mediaBytes
        self.deltaFrom = deltaFrom
        self.issued = issued
        self.expires = expires
        self.pollSeconds = pollSeconds
        self.isSuspended = isSuspended
    }

    /// Of bytes whose signature was verified.
    package init(parsing payload: [UInt8]) throws(Refusal) {
        let members = try Members(try StrictReader.read(payload, Self.what), Self.what)
        _ = try members.whole("spec", 1...1)
        stream = try members.id("stream")
        epoch = try members.whole("epoch", Self.sequences)
        seq = try members.whole("seq", Self.sequences)
        state = try members.fingerprint("state")
        records = try members.whole("records", 0...Limits.records)
        stateBytes = try members.whole("state_bytes", 0...(Bucket.count * Limits.bodyBytes))
        mediaBytes = try members.whole("media_bytes", 0...(1 << 50))
        var deltaFrom: [Fingerprint] = []
        for entry in try members.list("delta_from", most: Limits.deltas) {
            guard let text = entry.asText, let state = Fingerprint(hexadecimal: text) else {
                throw members.refusal("delta_from holds what is no state")
            }
            deltaFrom.append(state)
        }
        self.deltaFrom = deltaFrom
        issued = try members.whole("issued", Limits.times)
        expires = try members.whole("expires", Limits.times)
        guard issued < expires else { throw members.refusal("it expires before it is issued") }
        pollSeconds = try members.whole("poll_s", 1...604_800)
        isSuspended = try members.yesNo("suspended")
    }

    package var payload: [UInt8] {
        let json = JSON.object([
            ("spec", .whole(1)), ("stream", .text(stream)), ("epoch", .whole(epoch)), ("seq", .whole(seq)),
            ("state", .text(state.hexadecimal)), ("records", .whole(records)),
            ("state_bytes", .whole(stateBytes)), ("media_bytes", .whole(mediaBytes)),
            ("delta_from", .array(deltaFrom.map { .text($0.hexadecimal) })), ("issued", .whole(issued)),
            ("expires", .whole(expires)), ("poll_s", .whole(pollSeconds)), ("suspended", .yesNo(isSuspended)),
        ])
        return Array(json.canonical.utf8)
    }

    /// Higher is later.
    package func precedes(_ other: Head) -> Bool { (epoch, seq) < (other.epoch, other.seq) }

    /// Why a head must not take the place of the one that was accepted last; nil when it may. The same state may be
    /// signed again, with the same numbers.
    package func obstacle(after last: Head?) -> Refusal? {
        guard let last else { return nil }
        if precedes(last) {
            return Refusal(
                "rollback",
                "the head is number \(epoch).\(seq), but \(last.epoch).\(last.seq) was there before")
        }
        let isSame = (epoch, seq) == (last.epoch, last.seq)
        if isSame && state != last.state {
            return Refusal("fork", "there are two different states with the number \(epoch).\(seq)")
        }
        if isSame && issued < last.issued {
            return Refusal("rollback", "the head is an older signature of what is known")
        }
        return nil
    }
}
