import Digests

/// A sound file that is to be published, as it was found.
package struct SourceFile: Equatable, Sendable {
    /// Relative to the source, with slashes.
    package var path: String
    package var sha256: Fingerprint
    package var bytes: Int
    package var mime: String
    package var milliseconds: Int
    package var title: String
    package var artist: String
    package var gainCentibels: Int

    package init(
        path: String, sha256: Fingerprint, bytes: Int, mime: String, milliseconds: Int, title: String,
        artist: String, gainCentibels: Int = 0
    ) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
        self.mime = mime
        self.milliseconds = milliseconds
        self.title = title
        self.artist = artist
        self.gainCentibels = gainCentibels
    }

    /// The same as long as it lies there, whatever is in it.
    package static func id(ofPath path: String) throws(Refusal) -> String {
        "f-" + (try Fingerprint(of: Array(path.utf8))).hexadecimal.prefix(20)
    }
}

/// Files and what is said about them, made into what players shall hold.
package struct SourceLibrary: Sendable {
    private let manifest: SourceManifest
    private let files: [SourceFile]

    package init(_ manifest: SourceManifest, files: [SourceFile]) {
        self.manifest = manifest
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    package func state() throws(Refusal) -> StreamState {
        let assets = try self.assets()
        var records: [Record] = [try Record(manifest.settings)]
        for (_, asset) in assets { records.append(try Record(asset)) }
        let places = Self.places(of: assets)
        for playlist in manifest.playlists {
            var resolved = playlist
            resolved.items = []
            for item in playlist.items {
                let found = Self.indices(of: item, in: assets, places).map { assets[$0].asset.id }
                guard !found.isEmpty || item.isEmpty else {
                    throw Refusal("playlist \(playlist.id)", "there is no sound at \(item)")
                }
                resolved.items += found
            }
            records.append(try Record(resolved))
        }
        let known = Set(manifest.playlists.map(\.id))
        for schedule in manifest.schedules {
            guard known.contains(schedule.playlist) else {
                throw Refusal("schedule \(schedule.id)", "there is no playlist \(schedule.playlist)")
            }
            records.append(try Record(schedule))
        }
        return try StreamState(records)
    }

    private func assets() throws(Refusal) -> [Placed] {
        var assets: [Placed] = []
        for file in files {
            assets.append(
                (
                    file.path,
                    Asset(
                        id: try SourceFile.id(ofPath: file.path), sha256: file.sha256, bytes: file.bytes,
                        mime: file.mime, milliseconds: file.milliseconds, title: file.title,
                        artist: file.artist, gainCentibels: file.gainCentibels)
                ))
        }
        let places = Self.places(of: assets)
        for rule in manifest.rules {
            let found = Self.indices(of: rule.path, in: assets, places)
            guard !found.isEmpty else {
                throw Refusal("a rule of media", "there is no sound at \(rule.path)")
            }
            for index in found { rule.apply(to: &assets[index].asset) }
        }
        return assets
    }

    private typealias Placed = (path: String, asset: Asset)

    private static func places(of assets: [Placed]) -> [String: Int] {
        Dictionary(assets.indices.map { (assets[$0].path, $0) }) { first, _ in first }
    }

    /// An empty path is the source itself.
    private static func indices(of item: String, in assets: [Placed], _ places: [String: Int]) -> [Int] {
        guard item.isEmpty || item.hasSuffix("/") else { return [places[item]].compactMap(\.self) }
        return assets.indices.filter { assets[$0].path.hasPrefix(item) }
    }
}

extension SourceManifest.Rule {
    fileprivate func apply(to asset: inout Asset) {
        if let id { asset.id = id }
        if let title { asset.title = title }
        if let artist { asset.artist = artist }
        if let kind { asset.kind = kind }
        if let from { asset.from = from }
        if let until { asset.until = until }
        if let isEmergency { asset.isEmergency = isEmergency }
        if let gainCentibels { asset.gainCentibels = gainCentibels }
    }
}
