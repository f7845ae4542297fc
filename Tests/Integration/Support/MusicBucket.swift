import Testing
import Foundation
import Platform
import TestSupport

/// A real S3 service on this machine, that verifies every signature.
final class MusicBucket {
    let url: String
    private let key: String
    private let secret: String
    private let scratch: Scratch
    private let child: ChildProcess

    /// The first Python there is that has moto.
    static let python: String? = {
        let own = #filePath.replacing(/Tests\/Integration.*/, with: ".build/python/bin/python3")
        let look =
            "for p in '\(own)' $(which -a python3); do $p -c 'import moto, boto3, flask' && echo $p && break; done"
        let found = shell(look).output.split(separator: "\n").last.map(String.init)
        return found.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }()

    static let absence: Comment = "no S3 service to try: pip install 'moto[server]' boto3"

    init() async throws {
        scratch = try Scratch()
        let script = TestOriginFiles.folder + "/s3.py"
        let told = scratch.path + "/told"
        let environment = Program.systemEnvironment.merging(["PYTHONUNBUFFERED": "1"]) { $1 }
        let child = try ChildProcess(
            Self.python ?? "python3", [script], environment: environment, output: told,
            errors: scratch.path + "/errors")
        self.child = child
        let errors = scratch.path + "/errors"
        let words = try await eventually("the S3 service is open", seconds: 120) {
            if child.ended != nil { throw NeverHappened(description: text(of: errors)) }
            return text(of: told).hasSuffix("}\n") ? try JSON(parsing: Array(text(of: told).utf8)) : nil
        }
        url = words["url"]?.asText ?? ""
        key = words["key"]?.asText ?? ""
        secret = words["secret"]?.asText ?? ""
    }

    deinit { child.end() }

    var settings: [String: String] {
        [
            "PUBLISH_TO": "s3://music/shops", "S3_ENDPOINT": url, "S3_ACCESS_KEY_ID": key,
            "S3_SECRET_ACCESS_KEY": secret,
        ]
    }

    /// Where players find it.
    var address: String { url + "/music/shops" }

    /// `PUT /music/… 200`, all there were.
    var requests: [String] {
        text(of: scratch.path + "/errors").split(separator: "\n").compactMap { line in
            line.firstMatch(of: /"([A-Z]+ [^ ]+) HTTP\/1.1" ([0-9]+)/).map { "\($0.1) \($0.2)" }
        }
    }
}

enum TestOriginFiles {
    static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/TestSupport/Lomuz"
}
