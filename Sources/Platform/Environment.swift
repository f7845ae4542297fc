import Glibc

/// The variables this process was started with.
package enum Environment {
    package static var all: [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let equals = line.firstIndex(of: "=") {
                found[String(line[..<equals])] = String(line[line.index(after: equals)...])
            }
            entry = entry.advanced(by: 1)
        }
        return found
    }
}

/// A sentence on standard error for whoever typed the command.
package enum FailureLine {
    package static func print(_ sentence: String) {
        var line = sentence + "\n"
        line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
