import Foundation
import Glibc

/// What a running process takes from the machine, as the kernel counts it.
struct Consumption {
    /// Of the processor, in the program and in the kernel on its behalf.
    let processorSeconds: Double
    let residentKilobytes: Int

    init?(of process: pid_t) {
        let after = text(of: "/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let resident = text(of: "/proc/\(process)/status").split(separator: "\n")
            .first { $0.hasPrefix("VmRSS:") }?.split(separator: " ").dropLast().last.flatMap { Int($0) }
        guard after.count > 12, let user = Double(after[11]), let system = Double(after[12]), let resident
        else {
            return nil
        }
        processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentKilobytes = resident
    }

    /// The share of one processor that a process takes over some seconds from now.
    static func share(of process: pid_t, overSeconds seconds: Double) async throws -> Double {
        let start = monotonicSeconds()
        let before = Consumption(of: process)?.processorSeconds ?? 0
        try await Task.sleep(for: .seconds(seconds))
        guard let after = Consumption(of: process)?.processorSeconds else {
            throw NeverHappened(description: "process \(process) has ended")
        }
        return (after - before) / (monotonicSeconds() - start)
    }
}
