import Audio
import Platform

/// Why a file is not taken for the sidecar of a recording.
package enum SidecarError: Error, Equatable, CustomStringConvertible {
    case notJSON(offset: Int)
    /// Of a form that this program does not know.
    case version(Int?)
    /// What stands under this name is missing, or cannot be.
    case field(String)

    package var description: String {
        switch self {
        case .notJSON(let offset): "it is no JSON from byte \(offset) on"
        case .version(let version?): "it is of form \(version), and this program knows \(Sidecar.version)"
        case .version(nil): "it does not say that it belongs to a recording"
        case .field(let name): "its \(name) is missing, or cannot be"
        }
    }
}

/// Reads what ``Sidecar/text`` writes, whoever has changed it since: whatever it says can be reckoned with.
extension Sidecar {
    package init(parsing bytes: [UInt8]) throws(SidecarError) {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw .notJSON(offset: error.offset)
        }
        let version = json["vinyl_recording"]?.asWhole
        guard version == Self.version else { throw .version(version) }
        try self.init(SidecarFields(json))
    }

    private init(_ fields: SidecarFields) throws(SidecarError) {
        let format = PCMFormat(
            framesPerSecond: try fields.whole("frames_per_second", 1...1_000_000),
            channels: try fields.whole("channels", 1...8),
            bitsPerSample: try fields.whole("bits_per_sample", 4...32))
        let frames = try fields.whole("frames", 0...mostFrames)
        guard let kind = Kind(rawValue: try fields.text("kind")) else { throw .field("kind") }
        let key = try fields.text("key")
        guard RecordingKey.isValid(key[...]) else { throw .field("key") }
        self.init(
            number: try fields.whole("id", 1...1_000_000_000), key: key, kind: kind,
            title: try fields.text("title"), startMicroseconds: try fields.time("start_us"), frames: frames,
            format: format, pieces: try fields.all("pieces") { part throws(SidecarError) in try Piece(part) },
            assembledMicroseconds: try fields.time("assembled_us"))
        endMicroseconds = try fields.time("end_us")
        session = try fields.optional("session") { part throws(SidecarError) in try Session(part) }
        loudness = try fields.optional("loudness") { part throws(SidecarError) in try Loudness(part) }
        gaps = try fields.all("gaps") { part throws(SidecarError) in try Gap(part) }
        sides = try fields.all("sides") { part throws(SidecarError) in try Side(part, of: frames) }
        events = try fields.all("events") { part throws(SidecarError) in try Event(part) }
        try readDecisions(fields)
        bytes = try fields.whole("bytes", 0...mostFrames)
        sha256 = try fields.text("sha256")
        md5 = try fields.text("md5")
        device = try fields.text("device")
        let names = Set(own.map(\.key))
        others = (fields.json.asMembers ?? []).filter { !names.contains($0.key) }
    }

    private mutating func readDecisions(_ fields: SidecarFields) throws(SidecarError) {
        artist = try fields.optionalText("artist")
        album = try fields.optionalText("album")
        tags = try fields.tags()
        isPermanent = try fields.yesNo("permanent")
        retentionDays = try fields.optionalWhole("retention_days", 0...1_000_000)
        deletedMicroseconds = try fields.optionalTime("deleted_us")
    }
}

extension Sidecar.Session {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            id: try fields.whole("id", 1...1_000_000_000), name: fields.json["name"]?.asText,
            start: try fields.part("start") { part throws(SidecarError) in try TapePlace(part) },
            end: try fields.part("end") { part throws(SidecarError) in try TapePlace(part) },
            part: try fields.whole("part", 0...100_000), parts: try fields.whole("parts", 1...100_000))
    }
}

extension TapePlace {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            tape: try fields.tape("tape"), frame: try fields.whole("frame", 0...mostFrames),
            microseconds: try fields.time("us"))
    }
}

extension Sidecar.Piece {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            tape: try fields.tape("tape"), firstFrame: try fields.whole("first_frame", 0...mostFrames),
            frames: try fields.whole("frames", 0...mostFrames),
            offset: try fields.whole("offset", 0...mostFrames))
    }
}

extension Sidecar.Gap {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            offset: try fields.whole("offset", 0...mostFrames),
            frames: try fields.whole("frames", 0...mostFrames), cause: try fields.text("cause"))
    }
}

extension Sidecar.Side {
    fileprivate init(_ fields: SidecarFields, of frames: Int) throws(SidecarError) {
        self.init(letter: try fields.text("side"), frames: try fields.range(within: 0..<frames))
        isOpen = try fields.yesNo("open")
        wantedTracks = try fields.optionalWhole("wanted_tracks", 0...10_000)
        musicDecibels = try fields.number("music_db")
        clippedSamples = try fields.whole("clipped_samples", 0...mostFrames)
        confidence = try fields.number("confidence")
        tracks = try fields.all("tracks") { part throws(SidecarError) in
            Sidecar.Track(
                frames: try part.range(within: 0..<frames), title: part.json["title"]?.asText)
        }
        gaps = try fields.all("candidate_gaps") { part throws(SidecarError) in
            Sidecar.CandidateGap(
                frames: try part.range(within: 0..<frames), depthDecibels: try part.number("depth_db"),
                isTaken: try part.yesNo("taken"))
        }
        idleFloor = try fields.wholes("idle_floor")
        grooveFloor = try fields.wholes("groove_floor")
    }
}

extension Sidecar.Event {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            identity: try fields.text("identity"), type: try fields.text("type"),
            microseconds: try fields.time("us"), tape: fields.json["tape"]?.asText,
            frame: try fields.optionalWhole("frame", 0...mostFrames),
            details: fields.json["details"] ?? .null)
    }
}

extension Sidecar.Loudness {
    fileprivate init(_ fields: SidecarFields) throws(SidecarError) {
        self.init(
            integrated: fields.json["integrated_lufs"]?.asNumber, range: try fields.number("range_lu"),
            truePeak: try fields.number("true_peak"))
    }
}
