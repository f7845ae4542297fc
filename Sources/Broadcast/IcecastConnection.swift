import CShout
package import Platform

/// Where an Icecast is, and what it shall show.
package struct IcecastTarget: Sendable {
    package var host: String
    package var port: Int
    package var mount: String
    package var user: String
    package var password: Secret
    package var name: String
    package var genre: String
    package var url: String
    package var isPublic: Bool
    package var tls: IcecastTLS
    package var kilobitsPerSecond: Int
    package var framesPerSecond: Int
    package var channels: Int

    package init(
        host: String, port: Int, mount: String, user: String, password: Secret, name: String, genre: String,
        url: String, isPublic: Bool, tls: IcecastTLS, kilobitsPerSecond: Int, framesPerSecond: Int,
        channels: Int
    ) {
        self.host = host
        self.port = port
        self.mount = mount
        self.user = user
        self.password = password
        self.name = name
        self.genre = genre
        self.url = url
        self.isPublic = isPublic
        self.tls = tls
        self.kilobitsPerSecond = kilobitsPerSecond
        self.framesPerSecond = framesPerSecond
        self.channels = channels
    }
}

package enum IcecastTLS: String, CaseIterable, Sendable { case off, auto, required }

/// One connection of libshout, in the thread that made it. Nothing here waits but the look-up of a name.
package final class IcecastConnection {
    package enum State: Equatable { case connecting, connected }

    private let handle: OpaquePointer

    package init(_ target: IcecastTarget) throws(IcecastError) {
        Self.startLibrary
        guard let handle = shout_new() else { throw .outOfMemory }
        self.handle = handle
        try setUp(target)
        shout_set_nonblocking(handle, 1)
    }

    deinit {
        shout_close(handle)
        shout_free(handle)
    }

    private static let startLibrary: Void = shout_init()

    private func setUp(_ target: IcecastTarget) throws(IcecastError) {
        try check(shout_set_host(handle, target.host))
        try check(shout_set_port(handle, UInt16(clamping: target.port)))
        try check(shout_set_user(handle, target.user))
        try check(shout_set_password(handle, target.password.revealed))
        try check(shout_set_mount(handle, target.mount))
        try check(shout_set_protocol(handle, UInt32(SHOUT_PROTOCOL_HTTP)))
        try check(shout_set_content_format(handle, UInt32(SHOUT_FORMAT_MP3), UInt32(SHOUT_USAGE_AUDIO), nil))
        try check(shout_set_agent(handle, "vinyl-relay/\(vinylVersion)"))
        try check(shout_set_public(handle, target.isPublic ? 1 : 0))
        try check(shout_set_tls(handle, tlsMode(target.tls)))
        for (key, value) in [("name", target.name), ("genre", target.genre), ("url", target.url)]
        where !value.isEmpty {
            try check(shout_set_meta(handle, key, value))
        }
        try check(shout_set_audio_info(handle, "bitrate", "\(target.kilobitsPerSecond)"))
        try check(shout_set_audio_info(handle, "samplerate", "\(target.framesPerSecond)"))
        try check(shout_set_audio_info(handle, "channels", "\(target.channels)"))
    }

    private func tlsMode(_ tls: IcecastTLS) -> Int32 {
        switch tls {
        case .off: SHOUT_TLS_DISABLED
        case .auto: SHOUT_TLS_AUTO
        case .required: SHOUT_TLS_AUTO_NO_PLAIN
        }
    }

    /// Begins to connect.
    package func open() throws(IcecastError) { try check(shout_open(handle)) }

    package func state() throws(IcecastError) -> State {
        let code = shout_get_connected(handle)
        if code == SHOUTERR_CONNECTED { return .connected }
        if code == SHOUTERR_BUSY || code == SHOUTERR_RETRY { return .connecting }
        throw error(code)
    }

    /// Hands bytes over; what the server does not take at once waits in a queue.
    package func send(_ bytes: [UInt8]) throws(IcecastError) {
        try check(shout_send(handle, bytes, bytes.count))
    }

    package var queuedBytes: Int { max(0, shout_queuelen(handle)) }

    /// Sends what is queued, as far as the server takes it.
    package func flush() throws(IcecastError) {
        let code = shout_send_raw(handle, nil, 0)
        if code < 0 { try check(Int32(code)) }
    }

    /// Sets the title over a connection of its own, and waits for it: use a handle and a thread for nothing else.
    package static func setTitle(_ title: String, at target: IcecastTarget) throws(IcecastError) {
        let connection = try IcecastConnection(target)
        shout_set_nonblocking(connection.handle, 0)
        guard let metadata = shout_metadata_new() else { throw .outOfMemory }
        defer { shout_metadata_free(metadata) }
        try connection.check(shout_metadata_add(metadata, "song", title))
        try connection.check(shout_set_metadata_utf8(connection.handle, metadata))
    }

    private func check(_ code: Int32) throws(IcecastError) {
        guard code != SHOUTERR_SUCCESS, code != SHOUTERR_BUSY, code != SHOUTERR_RETRY else { return }
        throw error(code)
    }

    private func error(_ code: Int32) -> IcecastError {
        let reason = shout_get_error(handle).map { String(cString: $0) } ?? "code \(code)"
        return code == SHOUTERR_NOLOGIN ? .refused(reason: reason) : .failed(reason: reason)
    }
}

package enum IcecastError: Error, Equatable, CustomStringConvertible {
    case outOfMemory
    /// The password is wrong, or the mount is taken.
    case refused(reason: String)
    case failed(reason: String)

    package var description: String {
        switch self {
        case .outOfMemory: "no memory for Icecast"
        case .refused(let reason): "Icecast refused us, is ICECAST_SOURCE_PASSWORD right? (\(reason))"
        case .failed(let reason): reason
        }
    }
}
