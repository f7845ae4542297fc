/// How soon a file is wanted.
package enum DownloadClass: String, CaseIterable, Comparable, Sendable {
    /// In a playlist that plays now.
    case current = "CURRENT"
    case emergency = "EMERGENCY"
    /// Anything else that can still be heard one day.
    case future = "FUTURE"

    package static func < (one: DownloadClass, other: DownloadClass) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .current: 0
        case .emergency: 1
        case .future: 2
        }
    }
}

extension StreamState {
    /// The class of each asset at a moment.
    package func downloadClasses(at moment: ShopTime) -> [String: DownloadClass] {
        let playing = Set(schedules.inForce(at: moment).map(\.playlist))
        let current = Set(playlists.filter { playing.contains($0.id) }.flatMap(\.items))
        return Dictionary(
            assets.map { ($0.id, .of($0, isCurrent: current.contains($0.id), at: moment.unixSeconds)) }
        ) { first, _ in first }
    }
}

extension DownloadClass {
    package static func of(_ asset: Asset, isCurrent: Bool, at unixSeconds: Int) -> DownloadClass {
        if isCurrent && asset.isOpen(at: unixSeconds) { return .current }
        return asset.isEmergency ? .emergency : .future
    }
}

/// In which order missing files are fetched, and which there is room for.
package struct DownloadPlan: Sendable {
    package struct Wanted: Equatable, Sendable {
        package let sha256: Fingerprint
        package let bytes: Int
        package let place: DownloadClass
        /// When it can first be heard.
        package let from: Int
        package let isEmergency: Bool
        /// For one that was not to be had the last time; what was asked for longest ago has the least.
        package let retryMicroseconds: Int64?

        package init(
            sha256: Fingerprint, bytes: Int, place: DownloadClass, from: Int, isEmergency: Bool,
            retryMicroseconds: Int64? = nil
        ) {
            self.sha256 = sha256
            self.bytes = bytes
            self.place = place
            self.from = from
            self.isEmergency = isEmergency
            self.retryMicroseconds = retryMicroseconds
        }
    }

    package private(set) var files: [Wanted] = []
    /// There is no room for these.
    package private(set) var omitted: [Wanted] = []

    private static let emergencyFirst = 3

    /// `isSilent`: nothing at all can be played yet, so that three emergency tracks go before everything.
    package init(_ wanted: [Wanted], roomBytes: Int, isSilent: Bool) {
        var inOrder = wanted.sorted {
            ($0.place, $0.from, $0.sha256.hexadecimal) < ($1.place, $1.from, $1.sha256.hexadecimal)
        }
        var first: [Wanted] = []
        if isSilent {
            first = inOrder.filter(\.isEmergency).sorted { $0.bytes < $1.bytes }
                .prefix(Self.emergencyFirst).map { $0 }
            inOrder = first + inOrder.filter { !first.contains($0) }
        }
        var room = roomBytes
        var seen: Set<Fingerprint> = []
        for file in inOrder where seen.insert(file.sha256).inserted {
            guard file.bytes <= room else {
                omitted.append(file)
                continue
            }
            room -= file.bytes
            files.append(file)
        }
        let haste = files.prefix { first.contains($0) }
        files = haste + Self.mixed(files.dropFirst(haste.count))
    }

    /// What was never asked for takes turns with what was not to be had, the longest ago first, and of that what is
    /// wanted now with what is wanted later: however much there is of one, the others get past.
    private static func mixed(_ files: some Sequence<Wanted>) -> [Wanted] {
        var fresh: [Wanted] = []
        var late: [(Int64, Wanted)] = []
        for file in files {
            if let retry = file.retryMicroseconds { late.append((retry, file)) } else { fresh.append(file) }
        }
        let inTurn = late.sorted { $0.0 < $1.0 }.map(\.1)
        var rest = [fresh, inTurn.filter { $0.place != .future }, inTurn.filter { $0.place == .future }]
            .map { $0[...] }
        var mixed: [Wanted] = []
        while rest.contains(where: { !$0.isEmpty }) {
            for turn in rest.indices { mixed += rest[turn].popFirst().map { [$0] } ?? [] }
        }
        return mixed
    }
}
