import Broadcast
import Synchronization

/// Counts those who only watch: they are no listeners, but they are not for free either.
final class Watchers: Sendable {
    private struct Present {
        var count = 0
        var perAddress: [PeerAddress: Int] = [:]
    }

    private let present = Mutex(Present())
    private let most: Int
    private let mostPerAddress: Int

    init(most: Int, mostPerAddress: Int = 0) {
        self.most = most
        self.mostPerAddress = mostPerAddress
    }

    /// A page shows the levels while it waits for a place, too.
    static func most(maxListeners: Int) -> Int { maxListeners + 100 }

    func admit(_ address: PeerAddress) -> Bool {
        present.withLock { present in
            let fromThere = present.perAddress[address, default: 0]
            let isLimited = mostPerAddress > 0 && !address.isLoopback
            guard present.count < most, !isLimited || fromThere < mostPerAddress else { return false }
            present.count += 1
            present.perAddress[address] = fromThere + 1
            return true
        }
    }

    func left(_ address: PeerAddress) {
        present.withLock { present in
            present.count -= 1
            let fromThere = present.perAddress[address, default: 1] - 1
            present.perAddress[address] = fromThere > 0 ? fromThere : nil
        }
    }
}
