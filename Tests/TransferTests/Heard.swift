import Foundation
import TestSupport

/// A question as a peer wrote it down.
struct Heard: Decodable {
    var method: String?
    var path: String?
    var headers: [String: String]?
    var bytes: Int?
    var sha256: String?
    var client: Int?
    var signature: Bool?
    var tls: Bool?
    var to: [String]?
    var from: String?
    var login: [String]?
    var text: String?

    static func all(by peer: Peer) throws -> [Heard] {
        try peer.heard.map { try JSONDecoder().decode(Heard.self, from: Data($0.utf8)) }
    }
}
