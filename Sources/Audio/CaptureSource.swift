package import Platform

/// Where sound comes from. It lives in the capture thread, and its reads never wait longer than they are told.
package protocol CaptureSource: AnyObject {
    var format: PCMFormat { get }
    var pacing: CapturePacing { get }

    /// Puts the next frames, packed, at the beginning of `block`, as many as have room there at most.
    func read(into block: inout [UInt8], waitMilliseconds: Int) throws(CaptureError) -> CaptureOutcome
}

package enum CapturePacing: Sendable {
    /// Frames come by the clock, and those that do not come are lost.
    case clock
    /// Frames come when somebody sends them; none is ever missing, however late it is.
    case sender
    /// Frames wait until they are taken, so whoever takes them can wait too.
    case reader
}

package enum CaptureOutcome: Equatable, Sendable {
    /// `backlog` more frames had already been captured at that moment.
    case frames(Int, backlog: Int)
    case nothing
    /// Frames were lost, and the source goes on.
    case interrupted(Gap.Cause)
    case end
}

package enum CaptureError: Error, Equatable, CustomStringConvertible {
    case cannot(doing: String, reason: String)
    case noUsableFormat(device: String, wanted: PCMFormat)
    case unreadable(SystemError)
    case notSound(path: String, reason: String)

    package var description: String {
        switch self {
        case .cannot(let doing, let reason): "cannot \(doing): \(reason)"
        case .noUsableFormat(let device, let wanted):
            "\(device) gives no sound near \(wanted) without resampling"
        case .unreadable(let error): error.description
        case .notSound(let path, let reason): "\(path) cannot be played: \(reason)"
        }
    }
}
