import Platform
import Testing

@Suite struct `the nearest word` {
    let words = ["AUDIO_DEVICE", "AUDIO_CHANNELS", "SEGMENT_SECONDS", "--help", "--check"]

    @Test(arguments: [
        ("AUDIO_DEVICE", "AUDIO_DEVICE" as String?), ("audio_device", "AUDIO_DEVICE"),
        ("AUDIODEVICE", "AUDIO_DEVICE"), ("AUDIO_DEVCIE", "AUDIO_DEVICE"), ("DEVICE", nil),
        ("AUDIO_CHANEL", "AUDIO_CHANNELS"), ("SEGMENTS_SECOND", "SEGMENT_SECONDS"), ("--hepl", "--help"),
        ("--halp", "--help"), ("", nil), ("XYZZY", nil), ("ÄUDIO_DEVICE", "AUDIO_DEVICE"),
    ])
    func `is the one that was probably meant`(typed: String, meant: String?) {
        #expect(nearestWord(to: typed, among: words) == meant)
    }

    @Test func `is none among none, and a very long word is no trouble`() {
        #expect(nearestWord(to: "a", among: []) == nil)
        #expect(nearestWord(to: String(repeating: "A", count: 1_000_000), among: words) == nil)
    }

    @Test func `of a short word may be wrong in one letter`() {
        #expect(nearestWord(to: "un", among: ["on"]) == "on")
        #expect(nearestWord(to: "xy", among: ["on"]) == nil)
    }
}
