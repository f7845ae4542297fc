package import Platform

/// A media file, and when it may be heard.
package struct Asset: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case music = "MUSIC", ad = "AD", vignette = "VIGNETTE"
    }

    package var id: String
    package var sha256: Fingerprint
    /// 32 hexadecimal digits, for origins that know no better.
    package var md5: String?
    package var bytes: Int
    package var kind: Kind
    package var mime: String
    package var milliseconds: Int
    package var title: String
    package var artist: String
    /// Unix seconds; nil: always did, or always will.
    package var from: Int?
    package var until: Int?
    /// What plays when nothing else can.
    package var isEmergency: Bool
    /// Hundredths of a decibel that it shall be louder.
    package var gainCentibels: Int

    package init(
        id: String, sha256: Fingerprint, md5: String? = nil, bytes: Int, kind: Kind = .music,
        mime: String = "audio/mpeg", milliseconds: Int, title: String, artist: String = "", from: Int? = nil,
        until: Int? = nil, isEmergency: Bool = false, gainCentibels: Int = 0
    ) {
        self.id = id
        self.sha256 = sha256
        self.md5 = md5
        self.bytes = bytes
        self.kind = kind
        self.mime = mime
        self.milliseconds = milliseconds
        self.title = title
        self.artist = artist
        self.from = from
        self.until = until
        self.isEmergency = isEmergency
        self.gainCentibels = gainCentibels
    }

    init(_ members: Members) throws(Refusal) {
        id = try members.id("id")
        sha256 = try members.fingerprint("sha256")
        md5 = members.has("md5") ? try members.text("md5") : nil
        if let md5, md5.utf8.count != 32 || !md5.isLowercaseHexadecimal {
            throw members.refusal("md5 is not 32 hexadecimal digits")
        }
        bytes = try members.whole("size", Limits.mediaBytes)
        guard let kind = Kind(rawValue: try members.text("kind")) else {
            throw members.refusal("kind is none of MUSIC, AD, VIGNETTE")
        }
        self.kind = kind
        mime = try members.text("mime", most: 100)
        milliseconds = try members.whole("ms", 0...Int(Int32.max))
        title = try members.text("title")
        artist = try members.text("artist")
        (from, until) = try members.window()
        isEmergency = try members.yesNo("emergency")
        gainCentibels = try members.whole("gain_cb", -12_000...12_000)
    }

    package var json: JSON {
        var members: [(key: String, value: JSON)] = [
            ("id", .text(id)), ("sha256", .text(sha256.hexadecimal)), ("size", .whole(bytes)),
            ("kind", .text(kind.rawValue)), ("mime", .text(mime)), ("ms", .whole(milliseconds)),
            ("title", .text(title)), ("artist", .text(artist)), ("from", .optional(from)),
            ("until", .optional(until)), ("emergency", .yesNo(isEmergency)),
            ("gain_cb", .whole(gainCentibels)),
        ]
        if let md5 { members.append(("md5", .text(md5))) }
        return .object(members)
    }

    /// Whether its window is open; at `until` it is closed.
    package func isOpen(at unixSeconds: Int) -> Bool {
        (from ?? .min) <= unixSeconds && unixSeconds < (until ?? .max)
    }
}
