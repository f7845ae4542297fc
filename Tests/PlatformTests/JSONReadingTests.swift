import TestSupport
import Testing

@testable import Platform

@Suite struct `reading JSON` {
    private func read(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", "[]", "{}", "[1,-2,3.5]", #"{"a":{"b":[null,false]},"c":"d"}"#, #""\"\\ü🎶""#,
        #"{"frames":172800000000,"ppm":-12.5}"#,
    ])
    func `gives what was written`(text: String) throws {
        #expect(try read(text).description == text)
        #expect(try read(" \n\t" + text + "\r ").description == text)
    }

    @Test func `knows every way to write a letter`() throws {
        #expect(
            try read(#""\u00fc\ud83c\udfb6\/\b\f\n\r\t\u0041\ud800x""#).asText
                == "ü🎶/\u{8}\u{C}\n\r\tA\u{FFFD}x")
    }

    @Test func `answers by name and kind`() throws {
        let json = try read(#"{"a":1,"b":1.5,"c":"x","d":true,"a":2}"#)
        #expect(json["a"]?.asWhole == 1 && json["a"]?.asNumber == 1 && json["b"]?.asNumber == 1.5)
        #expect(json["b"]?.asWhole == nil && json["c"]?.asText == "x" && json["d"]?.asYesNo == true)
        #expect(json["e"] == nil && json["a"]?.asText == nil && json["a"]?["b"] == nil)
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "\"", "\"\\", "\"\\x\"",
        "\"\\u12\"", "1 2",
        "-", "+1", ".5", "NaN", "inf", "1e999", "[", "{\"a\":1", "'a'",
    ])
    func `refuses what is none`(text: String) { #expect(throws: JSONError.self) { _ = try read(text) } }

    @Test func `is not led too deep`() throws {
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try read(deep)
        #expect(throws: JSONError.self) { _ = try read("[" + deep + "]") }
        #expect(throws: JSONError.self) { _ = try read(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `ends, whatever it is given`() {
        var luck = SeededGenerator(seed: 11)
        let sound = Array(#"{"tape":{"id":"7f3a9c21","frames":[1,-2.5e3,null]},"reason":"a\u00fcb"}"#.utf8)
        for _ in 0..<5_000 {
            guard let json = try? JSON(parsing: luck.damaged(sound)) else { continue }
            #expect((try? JSON(parsing: Array(json.description.utf8))) != nil)
        }
    }
}

@Suite struct `an HTTP answer` {
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", "body"), ("HTTP/1.0 200 OK\r\n\r\n", ""),
        ("HTTP/1.1 503 Oh\r\n\r\nx", nil), ("HTTP/1.1 200 OK\r\nA: b", nil), ("", nil),
        ("ICY 200 OK\r\n\r\nx", nil),
    ])
    func `is its body when all is well`(answer: String, body: String?) {
        #expect(LocalHTTP.body(of: Array(answer.utf8)) == body.map { Array($0.utf8) })
    }

    @Test func `of nobody is an error`() {
        #expect(throws: SystemError.self) { _ = try LocalHTTP.get("/", host: "127.0.0.1", port: 1) }
        #expect(throws: SystemError.self) { _ = try LocalHTTP.get("/", host: "no such host", port: 1) }
    }
}
