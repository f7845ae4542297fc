import Archive
import Audio

/// How the relay is, in one line for `systemctl status`.
struct RelayReport {
    let line: String

    init(_ air: OnAir) {
        let tape = air.tape
        let watch = air.watch
        let writer = air.writer.latest
        var parts: [String] = []
        switch watch.state {
        case .starting: parts.append("starting")
        case .listening: parts.append("listening")
        case .lost: parts.append("device lost, silence until it is back")
        }
        parts.append("\(tape.format)")
        parts.append("\(tape.end / tape.format.framesPerSecond) s on tape \(tape.id)")
        if let ppm = tape.anchors.partsPerMillion { parts.append("card \(Int(ppm.rounded())) ppm") }
        if watch.overrunCount > 0 { parts.append("\(watch.overrunCount) overruns") }
        if tape.gaps.count > 0 { parts.append("\(tape.gaps.count) gaps") }
        parts.append("\(writer.finishedSegments) segments")
        if writer.holeFrames > 0 { parts.append("\(writer.holeFrames) frames in holes") }
        if let trouble = writer.trouble { parts.append("not writing: \(trouble.rawValue)") }
        line = parts.joined(separator: ", ")
    }
}
