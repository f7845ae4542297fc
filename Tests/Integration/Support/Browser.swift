import Foundation

/// Chromium without a window, told what to do through chromedriver. Everything here blocks.
final class Browser: Scriptable, @unchecked Sendable {
    // Unchecked: one test's thread uses it.
    private let driver: ChildProcess
    private let port: Int
    private var session = ""

    static var isInstalled: Bool { Installed.has("chromedriver", "chromium") }

    /// `host` and `otherHost` are two names of this machine, so that a page of one can be a stranger to the other.
    init(in scratch: Scratch) throws {
        let log = scratch.path + "/chromedriver"
        driver = try ChildProcess(
            "chromedriver", ["--port=0"],
            environment: Program.systemEnvironment.merging(["HOME": scratch.path]) { $1 },
            output: log, errors: log)
        port = try patiently("chromedriver is there", seconds: 60) {
            let words = text(of: log).components(separatedBy: "successfully on port ").dropFirst().first
            return words.flatMap { Int($0.prefix { $0.isNumber }) }
        }
        let arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--autoplay-policy=no-user-gesture-required", "--user-data-dir=\(scratch.path)/profile",
        ]
        let wish: [String: Any] = [
            "capabilities": [
                "alwaysMatch": [
                    "goog:chromeOptions": ["args": arguments],
                    "timeouts": ["script": 60_000, "pageLoad": 60_000],
                ]
            ]
        ]
        let answer = try tell("POST", "/session", wish) as? [String: Any]
        session = try answer?["sessionId"] as? String ?? { throw NeverHappened(description: "no session") }()
    }

    func open(_ url: String) throws { try tell("POST", "/session/\(session)/url", ["url": url]) }

    /// Runs a script that calls its last argument when it is done.
    func run(_ script: String, _ arguments: String...) throws -> [String: Any] {
        let request: [String: Any] = ["script": script, "args": arguments]
        return try tell("POST", "/session/\(session)/execute/async", request) as? [String: Any] ?? [:]
    }

    func end() throws {
        try tell("DELETE", "/session/\(session)", nil)
        driver.end()
    }

    @discardableResult
    private func tell(_ method: String, _ path: String, _ object: [String: Any]?) throws -> Any? {
        let body = try object.map {
            String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
        }
        let answer = try Answer.to(
            method, path, port: port, headers: ["Content-Type: application/json"], body: body ?? "",
            seconds: 90)
        guard answer.status == 200 else { throw NeverHappened(description: "\(path): \(answer.text)") }
        return answer.object["value"]
    }
}
