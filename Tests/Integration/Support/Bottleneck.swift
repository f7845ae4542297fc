import Foundation
import Synchronization
import TestSupport

/// A way to the relay that can be shut for a while: nothing is taken from the relay then, and nothing gets through.
final class Bottleneck: Sendable {
    private struct Traffic {
        var bytes: [String: Int] = [:]
        var requests: [String: Int] = [:]
    }

    private let doorstep: Doorstep
    private let relayPort: Int
    private let traffic = Mutex(Traffic())
    private let shutPath = Mutex<String?>(nil)
    private let stopping = Atomic<Bool>(false)

    init(toPort relayPort: Int) throws {
        doorstep = try Doorstep()
        self.relayPort = relayPort
        Thread.detachNewThread { [self] in
            while !stopping.load(ordering: .acquiring) {
                guard let file = doorstep.accept(seconds: 0.2) else { continue }
                let client = Line(taking: file)
                Thread.detachNewThread { self.carry(for: client) }
            }
        }
    }

    var port: Int { doorstep.port }

    /// For one path; nil opens it again.
    func shut(_ path: String?) { shutPath.withLock { $0 = path } }
    func end() { stopping.store(true, ordering: .releasing) }

    /// What has come through from this path, with the head of the answer.
    func bytes(of path: String) -> Int { traffic.withLock { $0.bytes[path, default: 0] } }
    func requests(for path: String) -> Int { traffic.withLock { $0.requests[path, default: 0] } }

    private func carry(for client: Line) {
        guard let (path, request) = request(of: client),
            let relay = try? Line(port: relayPort, receiveBuffer: 2_048)
        else { return }
        traffic.withLock { $0.requests[path, default: 0] += 1 }
        relay.send(request)
        var piece = [UInt8](repeating: 0, count: 16_384)
        while !stopping.load(ordering: .acquiring) {
            guard shutPath.withLock({ $0 != path }) else {
                rest(0.01)
                continue
            }
            switch relay.receive(into: &piece, seconds: 0.2) {
            case .nothing: continue
            case .end: return
            case .bytes(let count):
                guard client.send(Array(piece[..<count])) else { return }
                traffic.withLock { $0.bytes[path, default: 0] += count }
            }
        }
    }

    private func request(of client: Line) -> (path: String, bytes: [UInt8])? {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while all.suffix(4) != [13, 10, 13, 10] {
            guard case .bytes(let count) = client.receive(into: &piece, seconds: 20) else { return nil }
            all += piece[..<count]
        }
        let words = String(decoding: all, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (String(words[1]), all) : nil
    }
}
