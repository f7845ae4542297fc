import CALSA
import Glibc

/// Waits for frames of a device. `snd_pcm_wait` would ask again and again without a pause while a plug-in's
/// descriptor is readable but has no frames: PulseAudio's does that until the first ones come.
struct ALSAPoll {
    enum Outcome { case ready, nothing, woken, failed(Int32) }

    private let handle: OpaquePointer
    private var descriptors: [pollfd]

    init(_ handle: OpaquePointer) {
        self.handle = handle
        let count = max(0, Int(snd_pcm_poll_descriptors_count(handle)))
        descriptors = [pollfd](repeating: pollfd(), count: count)
    }

    /// `.woken` means that there was an event and yet nothing to read: asking again at once would spin.
    mutating func wait(milliseconds: Int) -> Outcome {
        let count = UInt32(descriptors.count)
        let filled = snd_pcm_poll_descriptors(handle, &descriptors, count)
        if filled < 0 { return .failed(filled) }
        let events = poll(&descriptors, UInt(filled), Int32(milliseconds))
        if events == 0 { return .nothing }
        if events < 0 { return .failed(-errno) }
        var found: UInt16 = 0
        let code = snd_pcm_poll_descriptors_revents(handle, &descriptors, UInt32(filled), &found)
        if code < 0 { return .failed(code) }
        if Int32(found) & (POLLERR | POLLNVAL) != 0 { return .failed(errorOfState) }
        return Int32(found) & POLLIN != 0 ? .ready : .woken
    }

    /// What an error event means, as the state of the device tells.
    private var errorOfState: Int32 {
        switch snd_pcm_state(handle) {
        case SND_PCM_STATE_XRUN: -EPIPE
        case SND_PCM_STATE_SUSPENDED: -ESTRPIPE
        case SND_PCM_STATE_DISCONNECTED: -ENODEV
        default: -EIO
        }
    }
}
