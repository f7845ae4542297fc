import CMicroHTTPD
import Glibc

/// What libmicrohttpd calls, always from its own thread.
let answerRequest: MHD_AccessHandlerCallback = { owner, connection, url, method, _, _, _, _ in
    guard let owner, let connection, let url, let method else { return http_no }
    let server = Unmanaged<HTTPServer>.fromOpaque(owner).takeUnretainedValue()
    server.connections.asked(UInt(bitPattern: connection))
    let request = HTTPRequest(
        method: String(cString: method), path: String(cString: url), query: values(connection, http_query),
        headers: values(connection, http_header), address: PeerAddress(http_address(connection)),
        ownAddress: PeerAddress(ownEndOf: http_socket(connection)))
    return send(server.respond(request), to: connection, from: server)
}

let noteConnection: MHD_NotifyConnectionCallback = { owner, connection, _, code in
    guard let owner, let connection else { return }
    let table = Unmanaged<HTTPServer>.fromOpaque(owner).takeUnretainedValue().connections
    let key = UInt(bitPattern: connection)
    if code == http_started {
        table.opened(key, socket: http_socket(connection))
    } else {
        table.closed(key)
    }
}

let noteCompletion: MHD_RequestCompletedCallback = { owner, connection, _, _ in
    guard let owner, let connection else { return }
    Unmanaged<HTTPServer>.fromOpaque(owner).takeUnretainedValue()
        .connections.answered(UInt(bitPattern: connection))
}

private func values(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> [String: String] {
    final class Box { var values: [String: String] = [:] }
    let box = Box()
    MHD_get_connection_values(
        connection, kind,
        { client, kind, key, value in
            guard let client, let key else { return http_yes }
            let box = Unmanaged<Box>.fromOpaque(client).takeUnretainedValue()
            let name = String(cString: key)
            box.values[kind == http_header ? name.lowercased() : name] =
                value.map { String(cString: $0) } ?? ""
            return http_yes
        }, Unmanaged.passUnretained(box).toOpaque())
    return box.values
}

private func send(_ reply: HTTPReply, to connection: OpaquePointer, from server: HTTPServer) -> MHD_Result {
    let response: OpaquePointer?
    switch reply.body {
    case .bytes(let bytes):
        server.connections.answering(UInt(bitPattern: connection))
        response = bytes.withUnsafeBytes {
            MHD_create_response_from_buffer(
                $0.count, UnsafeMutableRawPointer(mutating: $0.baseAddress), http_copy)
        }
    case .streamHeaders:
        response = MHD_create_response_from_callback(UInt64.max, 512, { _, _, _, _ in -1 }, nil, nil)
        if let response { http_end_with_the_line(response) }
    case .stream(let stream):
        response = feed(stream, to: connection, from: server)
    }
    guard let response else { return http_no }
    for header in reply.headers { MHD_add_response_header(response, header.name, header.value) }
    defer { MHD_destroy_response(response) }
    return MHD_queue_response(connection, UInt32(reply.status), response)
}

/// Without length and without chunks, as every radio player expects it: the end of the stream is the end of the line.
private func feed(_ stream: any HTTPStream, to connection: OpaquePointer, from server: HTTPServer)
    -> OpaquePointer?
{
    let active = ActiveStream(connection: connection, stream: stream, server: server)
    let retained = Unmanaged.passRetained(active)
    let response = MHD_create_response_from_callback(
        UInt64.max, stream.blockBytes,
        { client, _, buffer, room in
            guard let client, let buffer else { return -1 }
            return Unmanaged<ActiveStream>.fromOpaque(client).takeUnretainedValue().read(
                into: buffer, room: room)
        }, retained.toOpaque(),
        { client in
            guard let client else { return }
            Unmanaged<ActiveStream>.fromOpaque(client).takeRetainedValue().stream.ended()
        })
    guard let response else {
        retained.release()
        stream.ended()
        return nil
    }
    http_end_with_the_line(response)
    return response
}
