import Archive
import Platform
import Synchronization

/// Keeps a second relay out of the folder, as well as its disk allows and wherever the folder is moved to.
final class RelayLock: Sendable {
    /// Whether the relay before this one ended without a word.
    let followsDeath: Bool
    private let path: String
    private let held: Mutex<Held?>
    private let lost = Atomic<Bool>(false)

    /// A lock that can be exchanged for another one.
    private final class Held: Sendable {
        let lock: Lock

        init(_ lock: consuming Lock) { self.lock = lock }
    }

    /// On a disk that takes nothing, the folder itself is held and, where there is none, nothing: sound shall be heard
    /// all the same.
    init(_ folders: Folders, log: Log) throws(LockError) {
        path = folders.relayLock
        var held: Held?
        do throws(LockError) {
            held = try Self.take(folders)
        } catch {
            guard case .unusable(let reason) = error, reason.isOfTheDisk else { throw error }
            log.warning("folder not ready", ["reason": "\(reason)"])
            held = try Self.takeFolder(folders.root)
        }
        followsDeath = held?.lock.deadHolder != nil
        self.held = Mutex(held)
    }

    private static func take(_ folders: Folders) throws(LockError) -> Held {
        do throws(SystemError) {
            try Disk.system.makeFolder(folders.root)
        } catch {
            throw .unusable(error)
        }
        return Held(try Lock(path: folders.relayLock, evenReadOnly: true))
    }

    private static func takeFolder(_ path: String) throws(LockError) -> Held? {
        do throws(LockError) {
            return Held(try Lock(folder: path))
        } catch {
            guard case .unusable = error else { throw error }
            return nil
        }
    }

    /// Whether another relay holds the folder by now.
    var isLost: Bool { lost.load(ordering: .acquiring) }

    func takeLeave() { held.withLock { $0 }?.lock.takeLeave() }

    /// For a thread that nobody waits for: a disk that hangs would hold up anybody.
    func watch() {
        while !isLost {
            Clock.system.sleep(10_000_000_000)
            lookAgain()
        }
    }

    /// The folder may have been moved away and made anew, or may be writable by now.
    func lookAgain() {
        let current = held.withLock { $0 }
        if current?.lock.isAt(path) == true { return }
        do throws(LockError) {
            let next = Held(try Lock(path: path, evenReadOnly: true))
            held.withLock { $0 = next }
        } catch {
            // A disk that fails now and then may have hidden our own file for a moment.
            guard case .held(_, let pid) = error, !Lock.isOurs(pid), current?.lock.isAt(path) != true
            else { return }
            lost.store(true, ordering: .releasing)
        }
    }
}
