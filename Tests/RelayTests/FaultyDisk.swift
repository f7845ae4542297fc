import Glibc
import Platform

/// The real disk, of which chosen calls fail, stop halfway or take their time. Nothing is synced for real: no power
/// is cut here.
final class FaultyDisk: @unchecked Sendable {
    enum Call: CaseIterable {
        case makeFolder, create, open, header, block, truncate, sync, rename, remove, syncFolder, room
    }
    enum Verdict {
        case well
        case failure(Int32)
        /// A write that gets half of its bytes down.
        case half(Int32)
        case slow(seconds: Double)
        /// A write that says it went well.
        case lie
        /// A sync that fails, and what it should have written is on no medium.
        case loss(Int32)
    }

    /// Asked before every call.
    var judge: (Call) -> Verdict = { _ in .well }
    var freeBytes = 1_000_000_000
    /// What the rest of the world does meanwhile.
    var wait: (_ seconds: Double) -> Void = { _ in }
    private(set) var calls: [Call: Int] = [:]
    private(set) var openFiles = 0

    private let real = Disk.system
    let cache = PageCache()

    static let changing: Set<Call> = [
        .makeFolder, .create, .open, .header, .block, .truncate, .sync, .rename, .remove,
    ]

    /// All calls that change something fail.
    func break_(_ code: Int32, _ broken: Set<Call> = changing) {
        judge = { broken.contains($0) ? .failure(code) : .well }
    }

    func mend() { judge = { _ in .well } }

    /// Once, when `skipping` calls of this kind have gone well.
    func once(_ call: Call, skipping: Int = 0, _ verdict: Verdict) {
        let first = calls[call, default: 0] + skipping
        judge = { [unowned self] asked in asked == call && calls[call] == first + 1 ? verdict : .well }
    }

    private func pass(_ call: Call, _ doing: String) throws(SystemError) {
        calls[call, default: 0] += 1
        switch judge(call) {
        case .well, .lie: return
        case .failure(let code), .half(let code), .loss(let code): throw SystemError(code, doing: doing)
        case .slow(let seconds): wait(seconds)
        }
    }

    private func write(_ file: Int32, _ bytes: [UInt8], _ offset: Int) throws(SystemError) {
        let call = offset == 0 ? Call.header : .block
        calls[call, default: 0] += 1
        switch judge(call) {
        case .failure(let code), .loss(let code): throw SystemError(code, doing: "write to a file")
        case .half(let code):
            try real.write(file, Array(bytes.prefix(bytes.count / 2)), offset)
            throw SystemError(code, doing: "write to a file")
        case .slow(let seconds): wait(seconds)
        case .lie: return
        case .well: break
        }
        try real.write(file, bytes, offset)
        cache.note(file, wrote: offset..<(offset + bytes.count))
    }

    private func sync(_ file: Int32) throws(SystemError) {
        calls[.sync, default: 0] += 1
        switch judge(.sync) {
        case .failure(let code), .half(let code): throw SystemError(code, doing: "sync a file")
        case .loss(let code):
            cache.noteSync(file, isLost: true)
            throw SystemError(code, doing: "sync a file")
        case .slow(let seconds): wait(seconds)
        case .lie, .well: break
        }
        cache.noteSync(file)
    }

    var disk: Disk {
        var disk = real
        disk.makeFolder = { path throws(SystemError) in
            try self.pass(.makeFolder, "make the folder \(path)")
            if !Files.exists(path) { try self.real.makeFolder(path) }
        }
        disk.createLocked = { path throws(SystemError) in
            try self.pass(.create, "open \(path)")
            return self.counted(try self.real.createLocked(path))
        }
        disk.openLocked = { path throws(SystemError) in
            try self.pass(.open, "open \(path)")
            return self.counted(try openLockedPatiently(path))
        }
        disk.write = { file, bytes, offset throws(SystemError) in try self.write(file, bytes, offset) }
        disk.truncate = { file, bytes throws(SystemError) in
            try self.pass(.truncate, "shorten a file")
            try self.real.truncate(file, bytes)
        }
        disk.sync = { file throws(SystemError) in try self.sync(file) }
        disk.forget = { self.cache.forget($0) }
        disk.rename = { from, to throws(SystemError) in
            try self.pass(.rename, "rename \(from) to \(to)")
            try self.real.rename(from, to)
        }
        disk.remove = { path throws(SystemError) in
            try self.pass(.remove, "remove \(path)")
            try self.real.remove(path)
        }
        disk.syncFolder = { path throws(SystemError) in try self.pass(.syncFolder, "sync the folder \(path)")
        }
        disk.freeBytes = { path throws(SystemError) in
            try self.pass(.room, "ask for the free room at \(path)")
            return self.freeBytes
        }
        disk.close = { file in
            self.openFiles -= 1
            self.cache.leave(file)
            self.real.close(file)
        }
        return disk
    }

    private func counted(_ file: Int32) -> Int32 {
        openFiles += 1
        return file
    }
}

/// A process that another test starts holds all locks of this one for the moment before it becomes itself.
func openLockedPatiently(_ path: String) throws(SystemError) -> Int32 {
    for _ in 0..<400 {
        do throws(SystemError) {
            return try Disk.system.openLocked(path)
        } catch {
            guard error.code == EWOULDBLOCK else { throw error }
            Clock.system.sleep(5_000_000)
        }
    }
    return try Disk.system.openLocked(path)
}
