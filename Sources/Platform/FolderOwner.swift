import Glibc

/// Who a folder belongs to, and how to become that user.
package enum FolderOwner {
    package static var isRoot: Bool { geteuid() == 0 }

    /// Whether it belongs to the user we are.
    package static func isOurs(_ folder: String) -> Bool {
        var status = stat()
        return stat(folder, &status) == 0 && status.st_uid == geteuid()
    }

    /// As root, takes on the folder's owner and group for good, so that no file is left behind that its owner
    /// could not touch. Anybody else stays who he is.
    package static func become(of folder: String) throws(SystemError) {
        guard isRoot else { return }
        var status = stat()
        guard stat(folder, &status) == 0 else { throw SystemError(errno, doing: "look at \(folder)") }
        guard status.st_uid != 0 else { return }
        let doing = "become user \(status.st_uid), to whom \(folder) belongs"
        guard takeGroups(status.st_uid, status.st_gid) == 0, setgid(status.st_gid) == 0,
            setuid(status.st_uid) == 0
        else { throw SystemError(errno, doing: doing) }
    }

    /// The groups that the user is in, or the folder's alone for a user without a name.
    private static func takeGroups(_ user: uid_t, _ group: gid_t) -> Int32 {
        if let entry = getpwuid(user) { return initgroups(entry.pointee.pw_name, group) }
        return withUnsafePointer(to: group) { setgroups(1, $0) }
    }

    /// The name of the user we are, or the number of one without a name.
    package static var ownName: String {
        guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return "\(geteuid())" }
        return String(cString: name)
    }
}
