import TestSupport
import Testing

@testable import Lomuz

@Suite struct `a record from outside` {
    private static let sound =
        #"{"artist":"","emergency":false,"from":1,"gain_cb":0,"id":"a","kind":"MUSIC","#
        + #""mime":"audio/mpeg","ms":1,"sha256":""# + String(repeating: "0", count: 64)
        + #"","size":5,"title":"T","until":2}"#

    @Test func `that is sound is taken`() throws {
        let record = try Record(line: Array(("asset " + Self.sound).utf8))
        #expect(record.asset?.until == 2)
    }

    /// What is replaced in a sound one by what.
    @Test(arguments: [
        (#""id":"a""#, #""id":"../a""#), (#""id":"a""#, #""id":"""#), (#""id":"a""#, #""id":"a/b""#),
        (#""id":"a""#, #""id":"\#(String(repeating: "a", count: 65))""#), (#""id":"a""#, #""id":"ä""#),
        (#""id":"a""#, #""id":7"#), (#""id":"a","#, ""), (#""00"#, #""0G"#), (#""00"#, #""0"#),
        (#""0000"#, #""../0"#), (#""0000"#, #""ABCD"#), (#""size":5"#, #""size":0"#),
        (#""size":5"#, #""size":-5"#), (#""size":5"#, #""size":5.0"#), (#""size":5"#, #""size":5e0"#),
        (#""size":5"#, #""size":05"#), (#""size":5"#, #""size":99999999999999999999"#),
        (#""size":5"#, #""size":17179869185"#), (#""from":1"#, #""from":3"#),
        (#""from":1"#, #""from":-1"#), (#""until":2"#, #""until":999999999999"#),
        (#""kind":"MUSIC""#, #""kind":"music""#), (#""emergency":false"#, #""emergency":0"#),
        (#""title":"T""#, #""title":"T","title":"U""#), (#""title":"T""#, #""title": "T""#),
        (#""title":"T""#, #""title":"\u0054""#), (#""title":"T""#, #""title":"\n""#),
        (#""title":"T""#, "\"title\":\"\u{1}\""), (#""title":"T""#, #""title":"\ud800""#),
        (#""title":"T""#, #""title":null"#), (#""title":"T","until":2"#, #""until":2,"title":"T""#),
        (#""title":"T""#, #""title":"T","u":[[[[[[[[1]]]]]]]]"#), (#""ms":1"#, #""ms":true"#),
        (#""ms":1"#, #""ms":-0"#), (#""ms":1"#, #""ms":"1""#), ("}", ""), ("}", "} "), ("}", "}x"),
        (#""mime":"audio/mpeg""#, #""md5":"zz","mime":"audio/mpeg""#), (#"{"art"#, #"["art"#),
    ])
    func `that is not is refused with a reason`(part: String, other: String) throws {
        let text = Self.sound.replacing(part, with: other, maxReplacements: 1)
        #expect(text != Self.sound)
        let refusal = #expect(throws: Refusal.self) { try Record(line: Array(("asset " + text).utf8)) }
        #expect(refusal?.reason.isEmpty == false)
    }

    @Test(arguments: [
        #"playlist {"id":"p","items":["a","../b"],"mode":"SHUFFLE"}"#,
        #"playlist {"id":"p","items":[],"mode":"shuffle"}"#,
        #"playlist {"id":"p","items":{},"mode":"SHUFFLE"}"#,
        #"settings {"id":"other","tz":"UTC"}"#, #"settings {"id":"settings","tz":"../../etc/passwd"}"#,
        #"settings {"id":"settings","tz":"/UTC"}"#, #"settings {"id":"settings","tz":""}"#,
        #"settings {"id":"settings","tz":"Europe//Berlin"}"#,
        #"settings {"crossfade_ms":-1,"id":"settings","tz":"UTC"}"#,
        #"schedule {"days":[7],"end":"02:00:00","from":null,"id":"s","playlist":"p","priority":1,"start":"22:00:00","until":null}"#,
        #"schedule {"days":[1,1],"end":"02:00:00","from":null,"id":"s","playlist":"p","priority":1,"start":"22:00:00","until":null}"#,
        #"schedule {"days":[1],"end":"24:00:01","from":null,"id":"s","playlist":"p","priority":1,"start":"22:00:00","until":null}"#,
        #"schedule {"days":[1],"end":"2:00:00","from":null,"id":"s","playlist":"p","priority":1,"start":"22:00:00","until":null}"#,
        #"schedule {"days":[1],"end":"02:00:00","from":5,"id":"s","playlist":"p","priority":1,"start":"22:00:00","until":4}"#,
        #"Asset {"id":"a"}"#, #"{"id":"a"}"#, #"asset{"id":"a"}"#, "", " ", "asset ", #"a_b {"id":"a"}"#,
    ])
    func `of any kind that is not sound is refused`(line: String) {
        #expect(throws: Refusal.self) { try Record(line: Array(line.utf8)) }
    }

    @Test(arguments: 0..<400 as Range<UInt64>) func `that was damaged ends in a record or a refusal`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.damaged(Array(("asset " + Self.sound).utf8))
        do throws(Refusal) {
            let record = try Record(line: bytes)
            #expect(Array(record.line.utf8) == bytes)
        } catch {
            #expect(!error.reason.isEmpty)
        }
    }

    @Test(arguments: [
        (#""deletes":[]"#, #""deletes":[["asset","../x"]]"#), (#""deletes":[]"#, #""deletes":[["asset"]]"#),
        (#""deletes":[]"#, #""deletes":[["asset","x"],["asset","x"]]"#), (#""spec":1"#, #""spec":2"#),
        (#""updates":[]"#, #""updates":[["asset"]]"#), (#""updates":[]"#, #""updates":[7]"#),
        (#""downloads":[]"#, #""downloads":[{"id":"a"}]"#), (#""from_seq":1"#, #""from_seq":-1"#),
        (#""updates":[]"#, #""updates":[["settings",{"id":"settings","tz":"x y"}]]"#), ("}", "}}"), ("{", ""),
    ])
    func `and a delta that is not sound`(part: String, other: String) throws {
        let empty = try StreamState.empty.index().state
        let text = String(
            decoding: SyncManifest(from: empty, to: empty, fromSeq: 1, toSeq: 2, change: Change())
                .bytes { _ in nil }, as: UTF8.self)
        _ = try SyncManifest(parsing: Array(text.utf8))
        let changed = text.replacing(part, with: other, maxReplacements: 1)
        #expect(changed != text)
        #expect(throws: Refusal.self) { try SyncManifest(parsing: Array(changed.utf8)) }
    }
}
