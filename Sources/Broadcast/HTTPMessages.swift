/// What somebody asks for.
package struct HTTPRequest: Sendable {
    package let method: String
    package let path: String
    /// Of the query, each name with its last value.
    package let query: [String: String]
    /// Names in lower case.
    package let headers: [String: String]
    package let address: PeerAddress
    /// Where it was reached.
    package let ownAddress: PeerAddress?

    package init(
        method: String, path: String, query: [String: String] = [:], headers: [String: String] = [:],
        address: PeerAddress = .local, ownAddress: PeerAddress? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.address = address
        self.ownAddress = ownAddress
    }

    /// Whoever calls a machine's own address from there comes from that address, too.
    package var isFromThisMachine: Bool { address.isLoopback || address == ownAddress }
}

package struct HTTPReply: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Goes on until either side has had enough.
        case stream(any HTTPStream)
        /// Headers only, as a stream has them: for those who asked for no more.
        case streamHeaders
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Sound, or whatever else never ends, on its way to one client. All calls come from the server's thread.
package protocol HTTPStream: AnyObject, Sendable {
    /// Which call of ``HTTPServer/wake(_:)`` shall continue this stream after ``HTTPStreamStep/wait``; asked each time.
    var wakeGroup: WakeGroup { get }
    /// How much the kernel may hold for a client that does not take it; asked again after every piece.
    var sendBufferBytes: Int { get }

    /// Puts the next bytes, `room` at most, at the beginning of `bytes`. `unsentBytes` still wait in the kernel, which
    /// has to be asked.
    func next(into bytes: inout [UInt8], room: Int, unsentBytes: @autoclosure () -> Int) -> HTTPStreamStep
    /// Called once, whoever ended it.
    func ended()
}

extension HTTPStream {
    /// How much is asked for at once.
    var blockBytes: Int { min(32_768, max(4_096, sendBufferBytes / 2)) }

    /// What is on its way to a client that takes nothing, and reaches him before anything new: the kernel doubles what
    /// it is asked to hold.
    package var staleBytes: Int { 2 * sendBufferBytes + blockBytes }
}

package enum HTTPStreamStep: Equatable, Sendable {
    case bytes(Int)
    case wait
    case end
}

package enum WakeGroup: Int, CaseIterable, Sendable {
    /// As soon as there is new sound.
    case period
    /// As soon as there is a new block.
    case block
    /// As soon as there are some frames of MP3: every wake costs a call of the kernel for each listener.
    case batch
    /// Ten times a second.
    case tenth
}
