/// The part of a FLAC file before its sound: STREAMINFO, comments, and padding up to a size fixed beforehand, so that
/// it can be written anew in place as long as the comments fit.
package struct FLACHeader: Equatable, Sendable {
    package var streamInfo: StreamInfo
    package var comments: [Comment]

    package struct Comment: Equatable, Sendable {
        package let key: String
        package let value: String

        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(streamInfo: StreamInfo, comments: [Comment]) {
        self.streamInfo = streamInfo
        self.comments = comments
    }

    package subscript(key: String) -> String? { comments.first { $0.key == key }?.value }

    private static let vendor = "vinyl"

    /// Nil when the comments do not fit.
    package func bytes(paddedTo size: Int) -> [UInt8]? {
        Self.bytes(streamInfo, [.comments(comments)], paddedTo: size)
    }

    /// With any blocks between STREAMINFO and the padding.
    static func bytes(_ streamInfo: StreamInfo, _ blocks: [FLACMetadata], paddedTo size: Int) -> [UInt8]? {
        let first = FLACMetadata(type: FLACMetadata.streamInfoType, body: streamInfo.bytes)
        guard blocks.allSatisfy({ $0.body.count <= FLACMetadata.mostBytes }) else { return nil }
        var bytes = Array("fLaC".utf8) + first.bytes(isLast: false)
        for block in blocks { bytes += block.bytes(isLast: false) }
        while true {
            let padding = size - bytes.count - 4
            guard padding >= 0 else { return nil }
            // What is left behind a block of padding must be room for the next.
            let isLast = padding <= FLACMetadata.mostBytes
            let zeros = [UInt8](repeating: 0, count: isLast ? padding : FLACMetadata.mostBytes - 4)
            bytes += FLACMetadata(type: FLACMetadata.paddingType, body: zeros).bytes(isLast: isLast)
            if isLast { return bytes }
        }
    }

    static func bytes(of comments: [Comment]) -> [UInt8] {
        var bytes = littleEndian(vendor.utf8.count) + Array(vendor.utf8)
        bytes += littleEndian(comments.count)
        for comment in comments {
            let text = "\(comment.key)=\(comment.value)"
            bytes += littleEndian(text.utf8.count) + Array(text.utf8)
        }
        return bytes
    }
}

extension FLACHeader {
    /// Reads a header from the first bytes of a file; nil when it is torn or no FLAC.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.starts(with: "fLaC".utf8) else { return nil }
        var info: StreamInfo?
        var comments: [Comment]?
        var at = 4
        var isWhole = false
        while !isWhole {
            guard at + 4 <= bytes.count else { return nil }
            let length = Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
            let body = at + 4
            guard body + length <= bytes.count else { return nil }
            switch bytes[at] & 0x7F {
            case 0: info = StreamInfo(parsing: bytes[body..<(body + length)])
            case 4: comments = Self.comments(parsing: bytes[body..<(body + length)])
            default: break
            }
            isWhole = bytes[at] & 0x80 != 0
            at = body + length
        }
        guard let info, let comments else { return nil }
        self.init(streamInfo: info, comments: comments)
    }

    static func comments(parsing bytes: ArraySlice<UInt8>) -> [Comment]? {
        var rest = bytes
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func text() -> String? {
            guard let length = number(), length <= rest.count else { return nil }
            defer { rest = rest.dropFirst(length) }
            return String(decoding: rest.prefix(length), as: UTF8.self)
        }
        guard text() != nil, let count = number(), count <= bytes.count else { return nil }
        var comments: [Comment] = []
        for _ in 0..<count {
            guard let line = text() else { return nil }
            guard let equals = line.firstIndex(of: "=") else { continue }
            comments.append(Comment(line[..<equals].uppercased(), String(line[line.index(after: equals)...])))
        }
        return comments
    }
}

extension FLACHeader {
    /// Of a stream whose length nobody knows: nothing but STREAMINFO.
    package static func ofStream(_ format: PCMFormat) -> [UInt8] {
        let info = StreamInfo(format: format, framesPerBlock: format.framesPerBlock)
        return Array("fLaC".utf8) + [0x80] + bigEndian(StreamInfo.byteCount, 3) + info.bytes
    }
}
