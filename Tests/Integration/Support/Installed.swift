import Foundation
import Glibc

/// Programs that a machine may lack.
enum Installed {
    static func has(_ names: String...) -> Bool { names.allSatisfy { path(of: $0) != nil } }

    static func path(of name: String) -> String? {
        let folders = Program.systemEnvironment["PATH"]?.split(separator: ":") ?? []
        return folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// For programs that refuse to run as root: as nobody, if we are root.
    static func withoutPrivilege(_ words: [String]) -> [String] {
        guard geteuid() == 0 else { return words }
        return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + words
    }
}

extension Scratch {
    /// A folder that anybody may write to.
    func openFolder(_ name: String) throws -> String {
        let path = try folder(name)
        chmod(path, 0o777)
        return path
    }
}
