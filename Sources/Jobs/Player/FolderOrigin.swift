import Platform

/// An origin that is a folder: a stick that somebody carries to the shop, or a share.
final class FolderOrigin: Origin {
    let name: String
    private(set) var traffic = Traffic()
    private let folder: String

    private static let piece = 1 << 18

    init(_ folder: String) {
        var folder = folder[...]
        while folder.count > 1 && folder.last == "/" { folder.removeLast() }
        self.folder = String(folder)
        name = "file://" + folder
    }

    func object(_ path: String, most: Int, unless etag: String?) throws(OriginError) -> OriginAnswer {
        traffic.requests += 1
        let place = folder + "/" + path
        guard let facts = Files.facts(place) else {
            if Files.exists(folder) { return .missing }
            throw .unreachable("there is no folder \(folder)")
        }
        let mark = "\(facts.modifiedMicroseconds)-\(facts.bytes)-\(facts.identity)"
        if etag == mark { return .notModified }
        guard facts.bytes <= most else { throw .wrong("\(place) is too large") }
        do throws(SystemError) {
            let bytes = try OpenFile(reading: place).bytes(from: 0, count: facts.bytes)
            traffic.bytes += bytes.count
            return .fresh(bytes, etag: mark)
        } catch {
            throw .unreachable("\(error)")
        }
    }

    func media(
        _ path: String, from offset: Int, most: Int, take: (ArraySlice<UInt8>) -> Bool
    ) throws(OriginError) {
        traffic.requests += 1
        let place = folder + "/" + path
        guard Files.exists(place) else {
            if Files.exists(folder) { throw .missing("\(place) is not there") }
            throw .unreachable("there is no folder \(folder)")
        }
        do throws(SystemError) {
            let file = try OpenFile(reading: place)
            var offset = offset
            while true {
                let bytes = try file.bytes(from: offset, count: Self.piece)
                if bytes.isEmpty { return }
                offset += bytes.count
                traffic.bytes += bytes.count
                guard offset <= most else { break }
                if !take(bytes[...]) { break }
            }
            if offset <= most { throw SystemError(0, doing: "") }
        } catch {
            throw error.code == 0 ? .ended : .unreachable("\(error)")
        }
        throw .wrong("\(place) is longer than it should be")
    }

    func put(_ path: String, _ bytes: [UInt8]) throws(OriginError) -> Bool {
        let place = folder + "/" + path
        guard Files.obstacleToWriting(in: folder) == nil, Files.exists(folder) else { return false }
        if Files.exists(place) { return true }
        traffic.requests += 1
        do throws(SystemError) {
            try Disk.system.makeFolder(parentFolder(place))
            try Files.replace(place, with: bytes)
            return true
        } catch {
            throw .unreachable("\(error)")
        }
    }
}
