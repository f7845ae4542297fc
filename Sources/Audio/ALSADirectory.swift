import CALSA
import Glibc

/// The capture devices that ALSA knows of on this machine.
package enum ALSADirectory {
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let description: String
        /// As the device says without resampling, or why it cannot be asked just now.
        package let formats: String
    }

    package static func entries() -> [Entry] {
        alsa_be_quiet()
        var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        guard snd_device_name_hint(-1, "pcm", &hints) >= 0, let hints else { return [] }
        defer { snd_device_name_free_hint(hints) }
        var entries: [Entry] = []
        var hint = hints
        while let current = hint.pointee {
            if let name = text(current, "NAME"), name != "null", text(current, "IOID") != "Output" {
                let description = (text(current, "DESC") ?? "").split(separator: "\n").joined(separator: ", ")
                entries.append(Entry(name: name, description: description, formats: formats(of: name)))
            }
            hint = hint.advanced(by: 1)
        }
        return entries
    }

    private static func text(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
        guard let text = snd_device_name_get_hint(hint, key) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    private static func formats(of name: String) -> String {
        var opened: OpaquePointer?
        let mode = Int32(SND_PCM_NONBLOCK) | Int32(SND_PCM_NO_AUTO_RESAMPLE)
        let code = snd_pcm_open(&opened, name, SND_PCM_STREAM_CAPTURE, mode)
        guard code >= 0, let opened else { return String(cString: snd_strerror(code)) }
        defer { snd_pcm_close(opened) }
        var parameters: OpaquePointer?
        guard snd_pcm_hw_params_malloc(&parameters) >= 0 else { return "unknown" }
        defer { snd_pcm_hw_params_free(parameters) }
        guard snd_pcm_hw_params_any(opened, parameters) >= 0 else { return "unknown" }
        snd_pcm_hw_params_set_rate_resample(opened, parameters, 0)
        let rates = supportedRates.filter {
            snd_pcm_hw_params_test_rate(opened, parameters, UInt32($0), 0) == 0
        }
        let channels = [1, 2].filter { snd_pcm_hw_params_test_channels(opened, parameters, UInt32($0)) == 0 }
        let codes = [
            ("S16", SND_PCM_FORMAT_S16_LE), ("S24_3LE", SND_PCM_FORMAT_S24_3LE),
            ("S24", SND_PCM_FORMAT_S24_LE), ("S32", SND_PCM_FORMAT_S32_LE),
        ].filter { snd_pcm_hw_params_test_format(opened, parameters, $0.1) == 0 }
        guard !rates.isEmpty, !channels.isEmpty, !codes.isEmpty else {
            return "nothing usable without resampling"
        }
        return codes.map(\.0).joined(separator: "/") + ", " + list(channels) + " channels, " + list(rates)
            + " Hz"
    }

    private static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: "/") }
}
