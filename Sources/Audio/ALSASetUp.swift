import CALSA

/// How a device's frames lie in memory, and what they become.
struct HardwareFormat: Equatable {
    let code: snd_pcm_format_t
    let format: PCMFormat

    var isPacked: Bool { code == SND_PCM_FORMAT_S16_LE || code == SND_PCM_FORMAT_S24_3LE }
    /// Of a 32-bit word, S32 holds its sound in the upper 24 bits and S24 in the lower.
    var shift: Int { code == SND_PCM_FORMAT_S32_LE ? 8 : 0 }
    var bytesPerFrame: Int { isPacked ? format.bytesPerFrame : format.channels * 4 }
}

package let supportedRates = [44_100, 48_000, 88_200, 96_000, 176_400, 192_000]

/// Gives the device the nearest format to the wanted one that it has by itself, and starts it.
func setUp(_ handle: OpaquePointer, _ name: String, _ wanted: PCMFormat, _ framesPerPeriod: Int)
    throws(CaptureError) -> (HardwareFormat, framesPerPeriod: Int)
{
    var parameters: OpaquePointer?
    try check(snd_pcm_hw_params_malloc(&parameters), "set up \(name)")
    defer { snd_pcm_hw_params_free(parameters) }
    try check(snd_pcm_hw_params_any(handle, parameters), "ask \(name) what it can do")
    snd_pcm_hw_params_set_rate_resample(handle, parameters, 0)
    try check(
        snd_pcm_hw_params_set_access(handle, parameters, SND_PCM_ACCESS_RW_INTERLEAVED), "set up \(name)")
    guard let chosen = nearest(to: wanted, handle, parameters) else {
        throw .noUsableFormat(device: name, wanted: wanted)
    }
    try check(snd_pcm_hw_params_set_format(handle, parameters, chosen.code), "set the format of \(name)")
    try check(
        snd_pcm_hw_params_set_channels(handle, parameters, UInt32(chosen.format.channels)),
        "set the channels of \(name)")
    let rate = UInt32(chosen.format.framesPerSecond)
    try check(snd_pcm_hw_params_set_rate(handle, parameters, rate, 0), "set the rate of \(name)")
    var period = UInt(framesPerPeriod)
    var buffer = UInt(chosen.format.framesPerSecond / 2)
    snd_pcm_hw_params_set_period_size_near(handle, parameters, &period, nil)
    snd_pcm_hw_params_set_buffer_size_near(handle, parameters, &buffer)
    try check(snd_pcm_hw_params(handle, parameters), "set up \(name)")
    snd_pcm_hw_params_get_period_size(parameters, &period, nil)
    try check(snd_pcm_prepare(handle), "prepare \(name)")
    try check(snd_pcm_start(handle), "start \(name)")
    return (chosen, Int(max(1, period)))
}

/// Width of samples, then channels, then rate: each as wanted if it can be, else the next best.
private func nearest(to wanted: PCMFormat, _ handle: OpaquePointer, _ parameters: OpaquePointer?)
    -> HardwareFormat?
{
    for rate in ratesByNearness(to: wanted.framesPerSecond)
    where snd_pcm_hw_params_test_rate(handle, parameters, UInt32(rate), 0) == 0 {
        for channels in [wanted.channels, 3 - wanted.channels]
        where snd_pcm_hw_params_test_channels(handle, parameters, UInt32(channels)) == 0 {
            for (code, bits) in codesByNearness(toBits: wanted.bitsPerSample)
            where snd_pcm_hw_params_test_format(handle, parameters, code) == 0 {
                let format = PCMFormat(framesPerSecond: rate, channels: channels, bitsPerSample: bits)
                return HardwareFormat(code: code, format: format)
            }
        }
    }
    return nil
}

func ratesByNearness(to rate: Int) -> [Int] {
    supportedRates.sorted { left, right in
        let leftIsNearer = abs(left - rate) < abs(right - rate)
        return abs(left - rate) == abs(right - rate) ? left > right : leftIsNearer
    }
}

private func codesByNearness(toBits bits: Int) -> [(snd_pcm_format_t, bits: Int)] {
    let narrow = [(SND_PCM_FORMAT_S16_LE, bits: 16)]
    let wide = [
        (SND_PCM_FORMAT_S24_3LE, bits: 24), (SND_PCM_FORMAT_S24_LE, bits: 24),
        (SND_PCM_FORMAT_S32_LE, bits: 24),
    ]
    return bits == 16 ? narrow + wide : wide + narrow
}
