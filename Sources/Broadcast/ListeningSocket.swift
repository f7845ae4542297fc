import Glibc
package import Platform

/// A socket that waits for clients, on one address or on all of both families.
package struct ListeningSocket: ~Copyable {
    let file: Int32
    /// The port it really has, when 0 asked for any.
    package let port: Int

    /// `address` is an IP address or a host name; empty means every one of this machine.
    package init(address: String, port: Int) throws(SystemError) {
        let doing = "listen on \(address.isEmpty ? "port" : address + " port") \(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.isEmpty ? "::" : address, "\(port)", &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard code == 0, let first = found else {
            throw SystemError(EADDRNOTAVAIL, doing: "\(doing) (\(String(cString: gai_strerror(code))))")
        }
        do throws(SystemError) {
            self = try Self(first.pointee, doing)
        } catch {
            // A kernel without IPv6 still has IPv4.
            guard address.isEmpty, error.code == EAFNOSUPPORT || error.code == EADDRNOTAVAIL else {
                throw error
            }
            try self.init(address: "0.0.0.0", port: port)
        }
    }

    private init(_ info: addrinfo, _ doing: String) throws(SystemError) {
        let kind = info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let file = socket(info.ai_family, kind, info.ai_protocol)
        guard file >= 0 else { throw SystemError(errno, doing: doing) }
        set(file, SOL_SOCKET, SO_REUSEADDR, 1)
        if info.ai_family == AF_INET6 { set(file, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard bind(file, info.ai_addr, info.ai_addrlen) == 0, listen(file, 511) == 0 else {
            let code = errno
            close(file)
            throw SystemError(code, doing: doing)
        }
        self.file = file
        port = Self.port(of: file)
    }

    deinit { close(file) }

    private static func port(of file: Int32) -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(file, $0, &length) }
            // The port lies at the same place in both families.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }
}

func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
}

/// How many files and sockets this process may have open at once.
package enum OpenFiles {
    /// Asks for at least so many, and answers how many are allowed now.
    package static func allow(_ wanted: Int) -> Int {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur < UInt(wanted) {
            limit.rlim_cur = min(UInt(wanted), limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return Int(min(limit.rlim_cur, UInt(Int32.max)))
    }
}
