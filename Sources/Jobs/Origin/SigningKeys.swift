import Archive
import Digests
import Lomuz
import Platform

/// The private halves of what players trust, one in a line of 64 hexadecimal digits, for nobody else's eyes.
struct SigningKeys {
    private(set) var keys: [[UInt8]]
    private let path: String

    init(_ call: Call) throws(JobError) {
        path = call.folders.root + "/publish.keys"
        keys = []
        guard Files.exists(path) else { return }
        let text = try onDisk { () throws(SystemError) in
            String(decoding: try Files.read(path), as: UTF8.self)
        }
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            guard let key = Fingerprint(hexadecimal: String(line))?.bytes else {
                throw .misconfigured(
                    "\(path) holds a line that is no key; players would not know us any more")
            }
            keys.append(key)
        }
    }

    /// Of all that sign.
    func publicKeys() throws(JobError) -> [PublicKey] {
        try keys.map { key throws(JobError) in
            guard let bytes = Ed25519.publicKey(of: key) else { throw .failed("a key does not work") }
            return PublicKey(bytes: bytes)
        }
    }

    func ready() throws(JobError) -> [[UInt8]] {
        guard !keys.isEmpty else {
            throw .failed("there is no key to sign with yet; vinyl-jobs publish keys makes one")
        }
        return keys
    }

    mutating func add() throws(JobError) {
        guard let key = Ed25519.makePrivateKey() else { throw .failed("the system gives no random bytes") }
        keys.append(key)
        try store()
    }

    mutating func drop(_ id: String) throws(JobError) {
        let publicKeys = try self.publicKeys()
        let ids = try publishing { () throws(Refusal) in
            try publicKeys.map { key throws(Refusal) in try key.id }
        }
        let place = ids.firstIndex(of: id)
        guard let place else { throw .failed("there is no key \(id) here") }
        guard keys.count > 1 else { throw .failed("\(id) is the only key; add another one first") }
        keys.remove(at: place)
        try store()
    }

    private func store() throws(JobError) {
        let text = keys.map { $0.hexadecimal + "\n" }.joined()
        try onDisk { () throws(SystemError) in
            try Files.replacePrivately(path, with: Array(text.utf8))
        }
    }
}
