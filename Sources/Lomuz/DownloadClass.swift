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
        if isSilent {
            let first = inOrder.filter(\.isEmergency).sorted { $0.bytes < $1.bytes }
                .prefix(Self.emergencyFirst)
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
        files = Self.mixed(files)
    }

    /// What was not to be had takes turns with what was never asked for, so that however much of it there is, the
    /// rest gets past.
    private static func mixed(_ files: [Wanted]) -> [Wanted] {
        let fresh = files.filter { $0.retryMicroseconds == nil }
        let late = files.filter { $0.retryMicroseconds != nil }
            .sorted { ($0.retryMicroseconds ?? 0) < ($1.retryMicroseconds ?? 0) }
        let both = zip(fresh, late).flatMap { [$0, $1] }
        return both + fresh.dropFirst(late.count) + late.dropFirst(fresh.count)
    }
}
