package enum FeaturesError: Error, Equatable, CustomStringConvertible {
    case outOfMemory
    case rateNotSupported(framesPerSecond: Int)
    case channelsNotSupported(Int)
    case bitsNotSupported(Int)
    case notFeatures
    case versionNotSupported(Int)
    case damaged

    package var description: String {
        switch self {
        case .outOfMemory: "cannot make a Fourier transform: out of memory"
        case .rateNotSupported(let rate): "cannot analyse \(rate) Hz: 8000 to 384000 Hz is supported"
        case .channelsNotSupported(let count):
            "cannot analyse \(count) channels: 1 and 2 at a time are supported"
        case .bitsNotSupported(let bits): "cannot analyse \(bits) bits per sample: 8 to 32 are supported"
        case .notFeatures: "cannot read features: the bytes are something else"
        case .versionNotSupported(let version): "cannot read features of version \(version)"
        case .damaged: "cannot read features: the bytes are damaged or cut short"
        }
    }
}
