import Lomuz
import Platform

/// `vinyl-jobs publish keys`
struct KeyRing {
    private let call: Call

    init(_ call: Call) { self.call = call }

    func run() throws(JobError) -> Outcome {
        var keys = try SigningKeys(call)
        var isChanged = false
        if !call.isDry {
            if keys.keys.isEmpty || call.invocation.has(.addKey) {
                try keys.add()
                isChanged = true
            }
            if let id = call.invocation.text(.dropKey) {
                try keys.drop(id)
                isChanged = true
            }
        }
        try tell(try keys.publicKeys())
        return isChanged ? .changed(["keys": keys.keys.count]) : .unchanged(["keys": keys.keys.count])
    }

    private func tell(_ keys: [PublicKey]) throws(JobError) {
        let digits = keys.map(\.hexadecimal)
        if call.invocation.has(.json) {
            var list: [JSON] = []
            for key in keys {
                let id = try publishing { () throws(Refusal) in try key.id }
                list.append(.object([("id", .text(id)), ("public_key", .text(key.hexadecimal))]))
            }
            return try call.page.json(.object([("keys", .array(list))]))
        }
        for key in keys {
            let id = try publishing { () throws(Refusal) in try key.id }
            try call.page.line("key \(id)")
        }
        try call.page.line("LOMUZ_PUBLIC_KEY=" + digits.joined(separator: ","))
    }
}

extension PublicKey {
    var hexadecimal: String { Fingerprint(bytes: bytes)?.hexadecimal ?? "" }
}
