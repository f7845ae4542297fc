/// From which states there shall be a delta: the last one first, then those that players still have, most players first,
/// then what was published before, as far as there is room in a head.
package enum DeltaChoice {
    /// Of states that nobody is known to have.
    package static let mostUnasked = 8

    package static func states(
        to next: Fingerprint, last: Fingerprint?, withPlayers: [(state: Fingerprint, players: Int)],
        history: [Fingerprint]
    ) -> [Fingerprint] {
        let asked = withPlayers.sorted {
            ($1.players, $0.state.hexadecimal) < ($0.players, $1.state.hexadecimal)
        }
        var chosen: [Fingerprint] = []
        for state in [last].compactMap(\.self) + asked.map(\.state) + history.prefix(mostUnasked)
        where state != next && !chosen.contains(state) && chosen.count < Limits.deltas {
            chosen.append(state)
        }
        return chosen
    }
}

/// When a head that says the same is signed again.
package struct HeadFreshness: Sendable {
    package let lifeSeconds: Int

    package init(lifeSeconds: Int) { self.lifeSeconds = lifeSeconds }

    /// Once a day, or when a tenth of its life is over, whatever comes first.
    package func isFresh(_ head: Head, at unixSeconds: Int) -> Bool {
        let age = unixSeconds - head.issued
        let isOfThisLife = head.expires - head.issued == lifeSeconds
        return isOfThisLife && age < min(86_400, max(1, lifeSeconds / 10))
    }
}
