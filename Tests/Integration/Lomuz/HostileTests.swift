import Catalogue
import Digests
import Foundation
import Lomuz
import Platform
import TestSupport
import Testing

/// What an origin, or somebody between, could say to harm a shop. After each: refused, nothing changed, music goes on.
@Suite(.serialized) struct `an origin that is not to be believed` {
    private struct Attack: Sendable {
        let name: String
        /// 76 refused; 75 for what is no answer at all.
        var status: Int32 = 76
        let lay: @Sendable (TestOrigin) throws -> Void
    }

    /// Signed by nobody who is trusted.
    private static let stranger = [UInt8](repeating: 3, count: 32)

    private static func head(_ name: String, _ change: @escaping @Sendable (inout Head) -> Void) -> Attack {
        Attack(name: name) { origin in
            origin.head.seq += 1
            change(&origin.head)
            try origin.sign()
        }
    }

    /// A payload that is signed by the right key, and says what it should not.
    private static func payload(_ name: String, _ part: String, _ other: String) -> Attack {
        Attack(name: name) { origin in
            origin.head.seq += 1
            let text = String(decoding: origin.head.payload, as: UTF8.self)
            let changed = text.replacing(part, with: other, maxReplacements: 1)
            guard changed != text else { throw TestSupportError("\(name) changes nothing") }
            try lay(Array(changed.utf8), origin)
        }
    }

    private static func lay(_ payload: [UInt8], _ origin: TestOrigin) throws {
        let signature = Ed25519.signature(of: payload, by: origin.keys[0]) ?? []
        let text =
            #"{"payload":"\#(Base64.text(of: payload))","signatures":[{"keyid":"x","sig":"\#(Base64.text(of: signature))"}]}"#
        try origin.put(ObjectPath.head(origin.stream), Array(text.utf8))
    }

    private static func file(_ name: String, _ bytes: [UInt8], status: Int32 = 76) -> Attack {
        Attack(name: name, status: status) { try $0.put(ObjectPath.head($0.stream), bytes) }
    }

    /// A line in a bucket that is named and signed as it should be.
    private static func line(_ name: String, _ lines: String..., number: Int? = nil) -> Attack {
        Attack(name: name) { origin in
            let all = lines.map { Array($0.utf8) }
            let key = lines[0].split(separator: " ").first.map(String.init) ?? "asset"
            let place = try number ?? RecordKey(kind: key, id: "evil").bucket
            let buckets = try (0..<256).map { try Bucket(number: $0, lines: $0 == place ? all : []) }
            let index = try LeafIndex(of: buckets)
            try origin.put(ObjectPath.bucket(buckets[place].leaf), packed(buckets[place].body))
            try origin.put(ObjectPath.index(try index.state), index.bytes)
            origin.head.seq += 1
            origin.head.state = try index.state
            origin.head.deltaFrom = []
            try origin.sign()
        }
    }

    private static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
        try withTemporaryFolder { folder in
            try Files.replace(folder + "/a", with: bytes)
            shell("gzip -n '\(folder)/a'")
            return try Files.read(folder + "/a.gz")
        }
    }

    private static func asset(_ part: String = "", _ other: String = "") -> String {
        let sound =
            #"asset {"artist":"","emergency":false,"from":1,"gain_cb":0,"id":"evil","kind":"MUSIC","#
            + #""mime":"audio/mpeg","ms":1,"sha256":"\#(String(repeating: "0", count: 64))","size":5,"title":"T","until":2}"#
        return sound.replacing(part, with: other, maxReplacements: 1)
    }

    private static let attacks: [Attack] = [
        Attack(name: "arbitrary keys") { try $0.sign(with: [stranger]) },
        Attack(name: "no signature") { try $0.sign(with: []) },
        Attack(name: "rollback of seq") {
            $0.head.seq -= 1
            try $0.sign()
        },
        Attack(name: "rollback of epoch") {
            ($0.head.epoch, $0.head.seq) = (0, 99)
            try $0.sign()
        },
        Attack(name: "rollback of time") {
            $0.head.issued -= 5_000
            try $0.sign()
        },
        Attack(name: "fork") {
            $0.head.state = try Fingerprint(of: [1])
            try $0.sign()
        },
        head("freeze") { ($0.issued, $0.expires) = ($0.issued - 9_000, $0.issued - 8_000) },
        head("another stream") { $0.stream = "café-2".replacing("é", with: "e") },
        head("expires before it is issued") { $0.expires = $0.issued - 1 },
        payload("another spec", #""spec":1"#, #""spec":2"#),
        payload("a stream of slashes", #""stream":"bar""#, #""stream":"../bar""#),
        payload("a state that is a path", #""state":""#, #""state":"../../../../etc/passwd"#),
        payload("a state too short", #""state":""#, #""state":"a"#),
        payload("a negative seq", #""seq":"#, #""seq":-"#),
        payload("a seq too large", #""seq":"#, #""seq":99999999999"#),
        payload("a broken number", #""poll_s":600"#, #""poll_s":6.5"#),
        payload("a key twice", #""spec":1"#, #""spec":1,"spec":1"#),
        payload("deep nesting", #""spec":1"#, #""spec":1,"x":[[[[[[[[[[1]]]]]]]]]]"#),
        payload("too many records", #""records":"#, #""records":999999"#),
        payload(
            "many deltas", #""delta_from":["#,
            #""delta_from":[\#(String(repeating: "\"\(String(repeating: "1", count: 64))\",", count: 40))"#),
        payload("a suspended that is a number", #""suspended":false"#, #""suspended":0"#),
        file("no JSON", Array("hello".utf8)), file("nothing", []),
        file("half a letter", Array(#"{"payload":"\ud800","signatures":[]}"#.utf8)),
        file("endless", [UInt8](repeating: 0x20, count: Limits.headBytes + 1), status: 75),
        file("bytes that are no text", [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D]),
        line("an id that is a path", asset(#""evil""#, #""../evil""#)),
        line("a hash that is a path", asset(#""0000"#, #""../0"#)),
        line("capital digits", asset(#""0000"#, #""AAAA"#)),
        line("from after until", asset(#""from":1"#, #""from":9"#)),
        line("a file of any size", asset(#""size":5"#, #""size":99999999999999"#)),
        line("a time zone that is a path", #"settings {"id":"settings","tz":"../../../etc/shadow"}"#),
        line("a time zone nobody knows", #"settings {"id":"settings","tz":"Mars/Olympus"}"#),
        line("a record twice", asset(), asset(#""ms":1"#, #""ms":2"#)),
        line("a record in another's bucket", asset(), number: 3),
        line("blanks in a record", asset(#""ms":1"#, #""ms": 1"#)),
        line("a control character", asset(#""T""#, #""\u001b[2J""#)),
        line("no kind", #"{"id":"evil"}"#),
        Attack(name: "mix and match") { origin in
            origin.head.seq += 1
            origin.head.state = try Fingerprint(of: [7])
            origin.head.deltaFrom = []
            try origin.put(ObjectPath.index(origin.head.state), try StreamState.empty.index().bytes)
            try origin.sign()
        },
        Attack(name: "a bucket that is a bomb") { origin in
            let buckets = try (0..<256).map { try Bucket(number: $0, lines: $0 == 7 ? [[65]] : []) }
            let index = try LeafIndex(of: buckets)
            let bomb = try withTemporaryFolder { folder in
                shell("head -c 70000000 /dev/zero | gzip -1 > '\(folder)/a'")
                return try Files.read(folder + "/a")
            }
            try origin.put(ObjectPath.bucket(buckets[7].leaf), bomb)
            try origin.put(ObjectPath.index(try index.state), index.bytes)
            origin.head.seq += 1
            origin.head.state = try index.state
            origin.head.deltaFrom = []
            try origin.sign()
        },
        Attack(name: "a state that is not there", status: 75) { origin in
            origin.head.seq += 1
            origin.head.state = try Fingerprint(of: [8])
            try origin.sign()
        },
    ]

    @Test func `is refused with a reason, and the music goes on`() async throws {
        #expect(Self.attacks.count >= 30)
        let shop = try Shop()
        try shop.origin.publishShop(3)
        #expect(try await shop.sync().status == 0)
        let good = shop.origin.head
        let state = try #require(try shop.store().state())
        var last = 0
        for attack in Self.attacks {
            shop.origin.head = good
            try attack.lay(shop.origin)
            let run = try await shop.sync()
            #expect(run.status == attack.status, "\(attack.name): \(run.errors)")
            #expect(!run.errors.isEmpty && !run.errors.contains("Fatal"), "\(attack.name)")
            #expect(try shop.store().state() == state && shop.store().head() == good, "\(attack.name)")
            let track = try await shop.run("next-track", "--json")
            #expect(track.output.contains(#""rule":"schedule""#), "\(attack.name): \(track.output)")
            last += 1
        }
        #expect(last == Self.attacks.count)
        #expect(try shop.faults().isEmpty)
        shop.origin.head = good
        try shop.origin.sign()
        #expect(try await shop.sync().status == 0)
        let status = try await shop.run("sync", "status")
        #expect(status.status == 0)
    }
}
