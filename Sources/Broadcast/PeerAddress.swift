import CMicroHTTPD
import Glibc

/// Where a client comes from. IPv4 inside IPv6 is shown, and counted, as IPv4.
package struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package let isLoopback: Bool

    package static let local = PeerAddress(description: "127.0.0.1", isLoopback: true)

    private init(description: String, isLoopback: Bool) {
        self.description = description
        self.isLoopback = isLoopback
    }

    init(_ address: UnsafePointer<sockaddr>?) {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        var name = "unknown"
        if let address, address.pointee.sa_family == AF_INET {
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                var bytes = four.pointee.sin_addr
                inet_ntop(AF_INET, &bytes, &text, socklen_t(text.count))
            }
            name = Self.string(text)
        } else if let address, address.pointee.sa_family == AF_INET6 {
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
                var bytes = six.pointee.sin6_addr
                inet_ntop(AF_INET6, &bytes, &text, socklen_t(text.count))
            }
            name = Self.string(text)
            if name.hasPrefix("::ffff:"), name.contains(".") {
                name = String(name.dropFirst("::ffff:".count))
            }
        }
        self.init(description: name, isLoopback: name == "::1" || name.hasPrefix("127."))
    }

    /// Where we were reached.
    init?(ownEndOf socket: Int32) {
        var place = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let address = withUnsafeMutablePointer(to: &place) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(socket, address, &size) == 0 ? PeerAddress(address) : nil
            }
        }
        guard let address else { return nil }
        self = address
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
