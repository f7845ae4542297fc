import CALSA
package import Platform

/// An open capture device of ALSA. Everything about it may fail at any time; then it is closed and another opened.
package final class ALSADevice: CaptureSource {
    package let format: PCMFormat
    package let pacing = CapturePacing.clock
    private let handle: OpaquePointer
    private let name: String
    private let hardware: HardwareFormat
    private let framesPerPeriod: Int
    private var words: [UInt8]
    private var events: ALSAPoll
    private let sleep: @Sendable (Int64) -> Void

    package init(name: String, wanted: PCMFormat, framesPerPeriod: Int, clock: Clock) throws(CaptureError) {
        alsa_be_quiet()
        var opened: OpaquePointer?
        let mode = Int32(SND_PCM_NONBLOCK) | Int32(SND_PCM_NO_AUTO_RESAMPLE)
        let code = snd_pcm_open(&opened, name, SND_PCM_STREAM_CAPTURE, mode)
        guard code >= 0, let opened else { throw alsaError(code, "open \(name)") }
        self.name = name
        handle = opened
        do throws(CaptureError) {
            (hardware, self.framesPerPeriod) = try setUp(opened, name, wanted, framesPerPeriod)
        } catch {
            snd_pcm_close(opened)
            throw error
        }
        format = hardware.format
        events = ALSAPoll(opened)
        words = [UInt8](repeating: 0, count: self.framesPerPeriod * hardware.bytesPerFrame)
        sleep = clock.sleep
    }

    deinit { snd_pcm_close(handle) }

    package func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome
    {
        switch events.wait(milliseconds: waitMilliseconds) {
        case .ready: break
        case .nothing: return .nothing
        case .woken: return rest()
        case .failed(let code): return try resume(after: code)
        }
        let room = min(framesPerPeriod, block.count / format.bytesPerFrame)
        let frames = hardware.isPacked ? take(room, into: &block) : takeWords(room, into: &block)
        if frames == -Int(EAGAIN) || frames == 0 {
            return rest()
        }
        guard frames > 0 else { return try resume(after: Int32(frames)) }
        return .frames(frames, backlog: max(0, Int(snd_pcm_avail_update(handle))))
    }

    /// Ready, it says, and has nothing: asking again at once would spin.
    private func rest() -> CaptureOutcome {
        sleep(format.nanoseconds(frames: framesPerPeriod) / 2)
        return .nothing
    }

    private func take(_ frames: Int, into block: inout [UInt8]) -> Int {
        block.withUnsafeMutableBytes { snd_pcm_readi(handle, $0.baseAddress, UInt(frames)) }
    }

    private func takeWords(_ frames: Int, into block: inout [UInt8]) -> Int {
        let taken = words.withUnsafeMutableBytes { snd_pcm_readi(handle, $0.baseAddress, UInt(frames)) }
        guard taken > 0 else { return taken }
        words.withUnsafeBytes {
            PCM.packWords($0, samples: taken * format.channels, shift: hardware.shift, into: &block)
        }
        return taken
    }

    /// Overruns and suspends are gone on from; whatever else happened, the device is no use any more.
    private func resume(after code: Int32) throws(CaptureError) -> CaptureOutcome {
        switch -code {
        case EAGAIN, EINTR:
            return .nothing
        case EPIPE:
            try restart()
            return .interrupted(.overrun)
        case ESTRPIPE:
            let resumed = snd_pcm_resume(handle)
            if resumed == -EAGAIN {
                sleep(100_000_000)
                return .nothing
            }
            if resumed < 0 { try restart() }
            return .interrupted(.suspended)
        default:
            throw alsaError(code, "read from \(name)")
        }
    }

    private func restart() throws(CaptureError) {
        try check(snd_pcm_prepare(handle), "prepare \(name) again")
        try check(snd_pcm_start(handle), "start \(name) again")
    }
}

func alsaError(_ code: Int32, _ doing: String) -> CaptureError {
    .cannot(doing: doing, reason: String(cString: snd_strerror(code)))
}

func check(_ code: Int32, _ doing: @autoclosure () -> String) throws(CaptureError) {
    guard code < 0 else { return }
    throw alsaError(code, doing())
}
