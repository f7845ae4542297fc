import Lomuz
import Platform
import Transfer

/// What `LOMUZ_*` say, checked as far as it can be without asking anybody.
struct PlayerSettings: Sendable {
    let stream: String
    let origins: [String]
    let keys: [PublicKey]
    let device: String?
    let token: Secret
    let trust: Trust
    /// Nil: as fast as it goes.
    let bytesPerSecond: Int?
    /// When what can wait is fetched; nil: always.
    let window: Schedule?
    let reserveBytes: Int

    init(_ settings: Settings) throws(JobError) {
        stream = settings.text(.lomuzStream)
        guard !stream.isEmpty else {
            throw .misconfigured("this machine is no Lomuz player: LOMUZ_STREAM is empty")
        }
        guard stream.isPlainID else {
            throw .misconfigured("LOMUZ_STREAM may hold only letters, digits, _ and -, at most 64")
        }
        origins = settings.text(.lomuzOrigins).split { $0 == " " || $0 == "," }.map(String.init)
        if let wrong = origins.first(where: { Self.isStrange($0) }) {
            let shown = wrong.prefix { $0 != ":" }
            throw .misconfigured(
                "LOMUZ_ORIGINS: \(shown)… begins with none of https://, http:// and file:///")
        }
        guard !origins.isEmpty else { throw .misconfigured("LOMUZ_ORIGINS is empty") }
        guard let keys = PublicKey.list(settings.text(.lomuzPublicKey)), !keys.isEmpty else {
            throw .misconfigured("LOMUZ_PUBLIC_KEY is not 64 hexadecimal digits, or several with commas")
        }
        self.keys = keys
        let device = settings.text(.lomuzDevice)
        guard device.isEmpty || device.isPlainID else {
            throw .misconfigured("LOMUZ_DEVICE may hold only letters, digits, _ and -, at most 64")
        }
        self.device = device.isEmpty ? nil : device
        token = settings.secret(.lomuzToken)
        trust = Self.trust(settings)
        let limit = settings.whole(.lomuzRateLimit)
        bytesPerSecond = limit == 0 ? nil : limit * 1_000
        window = try Self.window(settings.text(.lomuzWindow))
        reserveBytes = settings.whole(.lomuzReserveMegabytes) * 1_000_000
    }

    private static func isStrange(_ origin: String) -> Bool {
        !["https://", "http://", "file:///"].contains { origin.hasPrefix($0) && origin.count > $0.count }
    }

    private static func trust(_ settings: Settings) -> Trust {
        func file(_ setting: Setting) -> String? {
            let path = settings.text(setting)
            return path.isEmpty ? nil : path
        }
        var trust = Trust()
        trust.authorities = file(.lomuzAuthorities)
        trust.certificate = file(.lomuzClientCertificate)
        trust.key = file(.lomuzClientKey)
        return trust
    }

    private static func window(_ text: String) throws(JobError) -> Schedule? {
        if text.isEmpty { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { $0 + ":00" }
        guard ends.count == 2, let start = TimeOfDay(String(ends[0])), let end = TimeOfDay(String(ends[1]))
        else { throw .misconfigured("LOMUZ_WINDOW is no time from and to, such as 01:00-06:00") }
        return Schedule(id: "window", playlist: "window", start: start, end: end)
    }
}
