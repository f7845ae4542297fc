package import Platform

/// A transfer that came to no answer. An answer, whatever its status, is no error.
package enum TransferError: Error, Equatable, CustomStringConvertible {
    case outOfMemory
    case notAnAddress(String)
    /// A header, or an address of mail, that would have begun another line.
    case notOneLine(String)
    case unreadable(SystemError)
    /// By whoever asked for it, or took the bytes.
    case stopped(address: String)
    case tooLong(address: String, mostBytes: Int)
    /// The server does not go on in the middle: begin anew.
    case notResumed(address: String)
    case untrusted(address: String, reason: String)
    /// The server of mail said no.
    case refused(address: String, status: Int, reason: String)
    case failed(address: String, reason: String, isTemporary: Bool)

    package var description: String {
        switch self {
        case .outOfMemory: "no memory for a transfer"
        case .notAnAddress(let address): "\(address) is not an address we can use"
        case .notOneLine(let name): "\(name) does not fit on one line"
        case .unreadable(let error): "\(error)"
        case .stopped(let address): "stopped while talking to \(address)"
        case .tooLong(let address, let most): "\(address) sent more than \(most) bytes"
        case .notResumed(let address): "\(address) does not go on in the middle"
        case .untrusted(let address, let reason): "\(address) is not to be trusted: \(reason)"
        case .refused(let address, let status, let reason): "\(address) refused with \(status): \(reason)"
        case .failed(let address, let reason, _): "\(address): \(reason)"
        }
    }

    /// Whether the same may succeed later, with nothing changed here.
    package var isTemporary: Bool {
        switch self {
        case .outOfMemory, .stopped: true
        case .notAnAddress, .notOneLine, .unreadable, .tooLong, .notResumed, .untrusted: false
        case .refused(_, let status, _): status < 500
        case .failed(_, _, let isTemporary): isTemporary
        }
    }
}
