import Archive
import Digests
import Lomuz
import Platform

/// One file, from the origin to its place among the blobs.
struct Download: Sendable {
    struct Wanted: Sendable {
        let sha256: Fingerprint
        let bytes: Int
        let md5: String?
        let mime: String
    }

    enum Ending: Sendable {
        case here
        /// The bytes are not those that were named; or nobody has the file.
        case wrong(String)
        /// Later.
        case unreachable(String, retryAfterSeconds: Int?)
        case noRoom(String)
        case stopped
    }

    private let wanted: Wanted
    private let folders: Folders
    private let disk = Disk.system

    private static let attempts = 4

    init(_ wanted: Wanted, folders: Folders) {
        self.wanted = wanted
        self.folders = folders
    }

    private var digits: String { wanted.sha256.hexadecimal }
    private var part: String { folders.part(digits) }

    /// Tries each origin in turn: one may have wrong bytes where another has the right ones.
    func run(_ origins: [any Origin], clock: Clock, goOn: @escaping () -> Bool, took: (Int) -> Void) -> Ending
    {
        var ending = Ending.unreachable("no origin", retryAfterSeconds: nil)
        for attempt in 0..<max(Self.attempts, origins.count) {
            guard goOn() else { return .stopped }
            let origin = origins[attempt % origins.count]
            do throws(SystemError) {
                ending = try fetch(from: origin, goOn, took)
            } catch {
                return error.isNoRoom ? .noRoom("\(error)") : .unreachable("\(error)", retryAfterSeconds: nil)
            }
            switch ending {
            case .here, .noRoom, .stopped: return ending
            case .wrong where attempt + 1 >= max(2, origins.count): return ending
            case .unreachable(_, let seconds?) where seconds > 3 && origins.count == 1: return ending
            case .wrong, .unreachable: clock.sleep(Int64(attempt + 1) * 100_000_000)
            }
        }
        return ending
    }

    private func fetch(
        from origin: any Origin, _ goOn: () -> Bool, _ took: (Int) -> Void
    ) throws(SystemError) -> Ending {
        var offset = Files.facts(part)?.bytes ?? 0
        if offset > wanted.bytes {
            try disk.remove(part)
            offset = 0
        }
        if offset < wanted.bytes {
            let file = Files.exists(part) ? try disk.openLocked(part) : try disk.createLocked(part)
            defer { disk.close(file) }
            CrashPoint.pass(.partOpened)
            if let ending = try fill(file, from: offset, origin, goOn, took) {
                // What was not resumed is of no use any more.
                if case .wrong = ending { try disk.remove(part) }
                return ending
            }
            CrashPoint.pass(.partFilled)
            try disk.sync(file)
            CrashPoint.pass(.partSynced)
        }
        return try settle(from: origin, isResumed: offset > 0)
    }

    /// Nil when all of it is there.
    private func fill(
        _ file: Int32, from start: Int, _ origin: any Origin, _ goOn: () -> Bool, _ took: (Int) -> Void
    ) throws(SystemError) -> Ending? {
        var offset = start
        var failure: SystemError?
        do throws(OriginError) {
            try origin.media(ObjectPath.media(wanted.sha256), from: start, most: wanted.bytes) { bytes in
                guard goOn() else { return false }
                do throws(SystemError) { try disk.write(file, Array(bytes), offset) } catch {
                    failure = error
                    return false
                }
                offset += bytes.count
                CrashPoint.pass(.partWritten)
                took(bytes.count)
                return true
            }
        } catch {
            if let failure { throw failure }
            switch error {
            case .ended: return .stopped
            case .unreachable(let reason, let seconds):
                return .unreachable(reason, retryAfterSeconds: seconds)
            case .notResumed:
                try disk.truncate(file, 0)
                return .unreachable("\(error)", retryAfterSeconds: nil)
            case .missing, .wrong: return .wrong("\(error)")
            }
        }
        guard offset < wanted.bytes else { return nil }
        return .unreachable("\(origin.name): the file was cut short", retryAfterSeconds: nil)
    }

    /// Only bytes that were read back from the disk and found right get their name.
    private func settle(from origin: any Origin, isResumed: Bool) throws(SystemError) -> Ending {
        guard try isRight() else {
            try disk.remove(part)
            // The first half may have come from somebody else.
            if isResumed { return .unreachable("two halves did not fit", retryAfterSeconds: nil) }
            return .wrong("\(origin.name) gave other bytes than were named")
        }
        CrashPoint.pass(.partVerified)
        try Files.sync(part)
        let folder = folders.blobFolder(digits)
        if !Files.exists(folder) { try disk.makeFolder(folder) }
        CrashPoint.pass(.blobFolder)
        try disk.rename(part, folders.blob(digits))
        CrashPoint.pass(.blobRenamed)
        try disk.syncFolder(folder)
        CrashPoint.pass(.blobSynced)
        try disk.syncFolder(folders.mediaParts)
        CrashPoint.pass(.partsSynced)
        return .here
    }

    private func isRight() throws(SystemError) -> Bool {
        let file = try OpenFile(reading: part)
        guard file.bytes == wanted.bytes, var sha256 = Digest(.sha256), var md5 = Digest(.md5) else {
            return false
        }
        var offset = 0
        while offset < wanted.bytes {
            let bytes = try file.bytes(from: offset, count: 1 << 18)
            if bytes.isEmpty { return false }
            sha256.add(bytes)
            if wanted.md5 != nil { md5.add(bytes) }
            offset += bytes.count
        }
        let isSame = sha256.finish() == wanted.sha256.bytes
        let told = md5.finish().hexadecimal
        return isSame && (wanted.md5 == nil || wanted.md5 == told)
    }
}
