import Lomuz
import Platform

/// A place that objects come from. Made and used by one thread.
protocol Origin: AnyObject {
    /// As it may be shown.
    var name: String { get }
    /// Questions that were asked, and bytes that came.
    var traffic: Traffic { get }

    /// A small object, whole. `etag`: not again when it is still this one.
    func object(_ path: String, most: Int, unless etag: String?) throws(OriginError) -> OriginAnswer

    /// A file from a byte on; its bytes go to `take`, which ends it with false.
    func media(
        _ path: String, from offset: Int, most: Int, take: (ArraySlice<UInt8>) -> Bool
    ) throws(OriginError)

    /// False: it takes nothing.
    func put(_ path: String, _ bytes: [UInt8]) throws(OriginError) -> Bool
}

enum OriginAnswer {
    case fresh([UInt8], etag: String?)
    case notModified
    case missing
}

struct Traffic: Equatable, Sendable {
    var requests = 0
    var bytes = 0

    static func + (one: Traffic, other: Traffic) -> Traffic {
        Traffic(requests: one.requests + other.requests, bytes: one.bytes + other.bytes)
    }
}

/// Why an origin gave nothing.
enum OriginError: Error, Equatable, CustomStringConvertible {
    /// Asking again later makes sense; the origin may have said when.
    case unreachable(String, retryAfterSeconds: Int? = nil)
    case missing(String)
    /// It does not go on in the middle: what is here already is of no use.
    case notResumed
    /// More came than can be right, or in a form nobody asked for.
    case wrong(String)
    /// Our own disk, or we were asked to stop.
    case ended

    var description: String {
        switch self {
        case .unreachable(let reason, _), .missing(let reason), .wrong(let reason): reason
        case .notResumed: "the origin does not go on in the middle of a file"
        case .ended: "ended"
        }
    }
}

extension PlayerSettings {
    /// In order of preference.
    func makeOrigins(goOn: @escaping () -> Bool, bytesPerSecond: Int? = nil) -> [any Origin] {
        var all: [any Origin] = []
        for url in origins {
            if url.hasPrefix("file://") {
                all.append(FolderOrigin(String(url.dropFirst(7))))
            } else if let web = WebOrigin(url, self, bytesPerSecond: bytesPerSecond, goOn: goOn) {
                all.append(web)
            }
        }
        return all
    }
}
