import Broadcast
import Platform
import Synchronization

/// What outlasts a tape: the settings, the doors, the listeners. What is on air now hangs here.
final class Station: Sendable {
    let settings: RelaySettings
    let listeners: Listeners
    let watchers: Watchers
    let movement = Movement()
    let icecast: IcecastSource?
    let startNanoseconds = Clock.system.monotonicNanoseconds()
    /// The relay before this one was killed, or lost its power.
    let followsDeath: Bool
    private let air = Mutex<OnAir?>(nil)

    init(settings: RelaySettings, log: Log, followsDeath: Bool = false) {
        self.followsDeath = followsDeath
        self.settings = settings
        listeners = Listeners(
            most: settings.maxListeners, mostPerAddress: settings.maxListenersPerAddress, clock: .system,
            log: log)
        watchers = Watchers(
            most: Watchers.most(maxListeners: settings.maxListeners),
            mostPerAddress: settings.maxListenersPerAddress)
        icecast = settings.icecast.host.isEmpty ? nil : IcecastSource(target: settings.icecast, log: log)
    }

    var onAir: OnAir? {
        get { air.withLock { $0 } }
        set { air.withLock { $0 = newValue } }
    }
}
