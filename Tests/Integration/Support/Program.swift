import Foundation
import Glibc

/// A program run to its end.
struct Program {
    let status: Int32
    let output: String
    let errors: String
    let seconds: Double

    /// Looked for along the path, unless it is one itself.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:]) async throws
        -> Program
    {
        let scratch = try Scratch()
        let output = try scratch.file("output")
        let errors = try scratch.file("errors")
        let child = try ChildProcess(
            name, arguments, environment: systemEnvironment.merging(environment) { $1 }, output: output,
            errors: errors)
        let ending = try await child.waitUntilEnded(seconds: 120)
        guard case .exited(let status) = ending.how else {
            throw NeverHappened(description: "\(name) was killed: \(ending.how)")
        }
        return withExtendedLifetime(scratch) {
            Program(
                status: status, output: text(of: output), errors: text(of: errors), seconds: ending.seconds)
        }
    }

    static let systemEnvironment = [
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8",
    ]

    /// Where the build put its programs and libraries: beside the program that runs the tests.
    static let buildFolder: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: own).deletingLastPathComponent().path
    }()

    static var relay: String { buildFolder + "/vinyl-relay" }
    static var powerCutRecorder: String { buildFolder + "/libPowerCut.so" }
}
