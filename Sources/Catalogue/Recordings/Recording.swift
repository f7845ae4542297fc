package import Archive
package import Audio

extension Catalogue {
    /// A recording that lies on disk, as far as a list says it; the rest is in its sidecar.
    package struct Recording: Equatable, Sendable {
        package let id: Int
        package let key: String
        package let kind: Sidecar.Kind
        package let session: Int?
        package let title: String
        package let artist: String?
        package let album: String?
        package let isPermanent: Bool
        /// Nil: as the settings say.
        package let retentionDays: Int?
        package let startMicroseconds: Int64
        package let endMicroseconds: Int64
        package let frames: Int
        package let format: PCMFormat
        package let bytes: Int
        package let sha256: String
        package let sides: Int
        package let tracks: Int
        package let assembledMicroseconds: Int64
        /// Some run is about to remove its files.
        package let isBeingDeleted: Bool

        package var name: RecordingName { RecordingName(startMicroseconds: startMicroseconds, key: key) }
        package var seconds: Double { Double(frames) / Double(format.framesPerSecond) }

        init(_ row: borrowing Row) {
            id = row[0]
            key = row[1]
            kind = Sidecar.Kind(rawValue: row[2]) ?? .session
            session = row[3]
            title = row[4]
            artist = row[5]
            album = row[6]
            isPermanent = row[7]
            retentionDays = row[8]
            startMicroseconds = row[9]
            endMicroseconds = row[10]
            frames = row[11]
            format = PCMFormat(framesPerSecond: row[12], channels: row[13], bitsPerSample: row[14])
            bytes = row[15]
            sha256 = row[16]
            sides = row[17]
            tracks = row[18]
            assembledMicroseconds = row[19]
            isBeingDeleted = row[20]
        }
    }
}
