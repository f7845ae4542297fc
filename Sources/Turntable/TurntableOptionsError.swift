package enum TurntableOptionsError: Error, Equatable, CustomStringConvertible {
    case unknown(option: String)
    case withoutValue(option: String)
    case givenTwice(option: String)
    case notInRange(option: String, value: String, range: String)

    package var description: String {
        "turntable option \(reason); known options: "
            + TurntableOptions.Name.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private var reason: String {
        switch self {
        case .unknown(let option): "\(option) is unknown"
        case .withoutValue(let option): "\(option) is not of the form \(option)=value"
        case .givenTwice(let option): "\(option) is given twice"
        case .notInRange(let option, let value, let range): "\(option) is \(value), not \(range)"
        }
    }
}
