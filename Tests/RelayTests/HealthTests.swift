import Testing

@testable import Relay

@Suite struct `health` {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reason: String?
        var change: @Sendable (inout Health.Evidence) -> Void = { _ in }

        init(_ name: String, _ reason: String?, _ change: @escaping @Sendable (inout Health.Evidence) -> Void)
        {
            testDescription = name
            self.reason = reason
            self.change = change
        }
    }

    static let cases = [
        Case("all is well", nil) { _ in },
        Case("the first look", nil) { ($0.framesMoved, $0.secondsBetweenLooks) = (0, 0) },
        Case("a long period that has only begun", nil) {
            ($0.framesMoved, $0.secondsBetweenLooks) = (0, 0.3)
        },
        Case("a little late", nil) { $0.framesMoved = 49_000 },
        Case("nothing moves", "no sound has moved for 2 s") { $0.framesMoved = 0 },
        Case("it moves at less than half speed", "no sound has moved for 2 s") { $0.framesMoved = 47_000 },
        Case("a long stall", "no sound has moved for 9 s") { $0.secondsBetweenLooks = 9.2 },
        Case("the device is gone", "the sound card is not there; silence is sent until it is back") {
            $0.isDeviceLost = true
        },
        Case("nothing moves and the device is gone", "no sound has moved for 2 s") {
            ($0.framesMoved, $0.isDeviceLost) = (0, true)
        },
        Case("the disk is full", "segments are not written: the disk is full, or nearly") {
            $0.trouble = "the disk is full, or nearly"
        },
        Case("written just in time", nil) { $0.secondsSinceWritten = 15 },
        Case("nothing written lately", "no segment has been written for 16 s") {
            $0.secondsSinceWritten = 16.4
        },
        Case("nothing written yet", nil) { ($0.secondsSinceWritten, $0.secondsOnTape) = (nil, 15) },
        Case("nothing ever written", "no segment has been written for 20 s") {
            ($0.secondsSinceWritten, $0.secondsOnTape) = (nil, 20)
        },
    ]

    @Test(arguments: cases)
    func `names the first reason`(one: Case) {
        var evidence = Health.Evidence(
            framesMoved: 96_000, framesPerSecond: 48_000, secondsBetweenLooks: 2, isDeviceLost: false,
            secondsSinceWritten: 1, secondsOnTape: 3_600, trouble: nil)
        one.change(&evidence)
        #expect(Health(evidence).reason == one.reason)
    }
}
