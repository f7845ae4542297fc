import Glibc
import Platform
import Synchronization

/// Who is connected and has not yet asked for anything, or does not take a short answer: the library itself would wait
/// for them for ever, byte by byte.
final class ConnectionTable: Sendable {
    private struct Entry {
        let socket: Int32
        /// When it began to owe us a request header; nil while one is being answered.
        var owesSince: Int64?
    }

    private struct Table {
        var entries: [UInt: Entry] = [:]
        /// How many owe a header.
        var owing = 0
    }

    private let table = Mutex(Table())
    private let headerNanoseconds: Int64
    private let mostWithoutHeader: Int
    /// Beyond the time for a header.
    private let answerNanoseconds: Int64 = 20_000_000_000
    private let clock: Clock

    init(headerNanoseconds: Int64, mostWithoutHeader: Int, clock: Clock) {
        self.headerNanoseconds = headerNanoseconds
        self.mostWithoutHeader = mostWithoutHeader
        self.clock = clock
    }

    var count: Int { table.withLock { $0.entries.count } }

    func opened(_ connection: UInt, socket: Int32) {
        let now = clock.monotonicNanoseconds()
        table.withLock { table in
            table.entries[connection] = Entry(socket: socket, owesSince: now)
            table.owing += 1
            if table.owing > mostWithoutHeader { dropOldest(&table) }
        }
    }

    func closed(_ connection: UInt) {
        table.withLock { table in
            guard let entry = table.entries.removeValue(forKey: connection) else { return }
            if entry.owesSince != nil { table.owing -= 1 }
        }
    }

    /// What it asked for is on its way, and must have been taken by then: drop by drop would take for ever.
    func answering(_ connection: UInt) {
        setOwing(connection, since: clock.monotonicNanoseconds() + answerNanoseconds)
    }

    /// Its header is complete.
    func asked(_ connection: UInt) { setOwing(connection, since: nil) }

    /// Its answer is complete; it may ask again.
    func answered(_ connection: UInt) { setOwing(connection, since: clock.monotonicNanoseconds()) }

    func expire() {
        let limit = clock.monotonicNanoseconds() - headerNanoseconds
        table.withLock { table in
            for (key, entry) in table.entries {
                if let since = entry.owesSince, since < limit { showOut(key, entry, &table) }
            }
        }
    }

    private func setOwing(_ connection: UInt, since: Int64?) {
        table.withLock { table in
            guard let entry = table.entries[connection] else { return }
            table.owing += (since == nil ? 0 : 1) - (entry.owesSince == nil ? 0 : 1)
            table.entries[connection]?.owesSince = since
        }
    }

    private func dropOldest(_ table: inout Table) {
        let owing = table.entries.filter { $0.value.owesSince != nil }
        guard let oldest = owing.min(by: { ($0.value.owesSince ?? 0) < ($1.value.owesSince ?? 0) }) else {
            return
        }
        showOut(oldest.key, oldest.value, &table)
    }

    /// The library notices that the line is dead and closes it; until then the socket stays ours, so it cannot be
    /// somebody else's by now.
    private func showOut(_ key: UInt, _ entry: Entry, _ table: inout Table) {
        shutdown(entry.socket, Int32(SHUT_RDWR))
        table.entries[key]?.owesSince = nil
        table.owing -= 1
    }
}
