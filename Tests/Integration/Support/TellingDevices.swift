import Foundation
import Lomuz
import Packing
import Platform
import TestSupport

/// Players that tell what they played, over a network that loses, repeats and garbles, and are set up anew now and then.
struct TellingDevices {
    private(set) var luck: Luck
    private let inbox: String
    /// `device install number` of every play that arrived whole at least once.
    private(set) var arrived: Set<String> = []
    private(set) var badLines = 0
    private(set) var objects = 0

    init(seed: UInt64, inbox: String) {
        luck = Luck(seed: seed)
        self.inbox = inbox
    }

    mutating func tell(devices: Int) throws {
        for device in 0..<devices {
            let folder = "\(inbox)/house/shop-\(device)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let installs = chance(8) ? 2 : 1
            for install in 0..<installs { try tell("shop-\(device)", "i\(device)x\(install)", folder) }
        }
    }

    /// Numbers from 1 on, in batches; what was not acknowledged is sent again, with what came since.
    private mutating func tell(_ device: String, _ install: String, _ folder: String) throws {
        var first = 1
        for _ in 0..<Int.random(in: 1...3, using: &luck) {
            let last = first + Int.random(in: 0...9, using: &luck)
            if !chance(6) { try send(device, install, first...last, folder) }
            if chance(4) { try send(device, install, max(1, first - 3)...last + 2, folder) }
            first = last + 1
        }
    }

    private mutating func send(
        _ device: String, _ install: String, _ numbers: ClosedRange<Int>, _ folder: String
    ) throws {
        let batch = Telemetry.Batch(install: install, first: numbers.lowerBound, last: numbers.upperBound)
        let isTorn = chance(25)
        var lines: [String] = []
        var whole: [String] = []
        for number in numbers {
            if chance(30) {
                lines.append(#"{"n":\#(number),"type":"play","asset":"../../etc"}"#)
                badLines += isTorn ? 0 : 1
            } else {
                lines.append(Self.play(number).text)
                whole.append("\(device) \(install) \(number)")
            }
        }
        var bytes = Gzip.packed(Array(lines.joined(separator: "\n").utf8)) ?? []
        if isTorn {
            bytes.removeLast(min(9, bytes.count))
            badLines += 1
        } else {
            arrived.formUnion(whole)
        }
        try write(bytes, to: folder + "/" + batch.name)
        objects += 1
    }

    private static func play(_ number: Int) -> Telemetry.Line {
        Telemetry.Line(
            number: number, at: 1_795_000_000 + number,
            content: .play(
                .init(
                    asset: "a\(number % 9)", sha256: nil, playlist: "day", rule: "schedule",
                    result: .completed, milliseconds: 180_000)))
    }

    private mutating func chance(_ ofSo: Int) -> Bool { Int.random(in: 0..<ofSo, using: &luck) == 0 }
}
