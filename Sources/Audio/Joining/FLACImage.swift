extension FLACMetadata {
    /// The image of a picture block, without what is said about it.
    package var image: [UInt8]? {
        var rest = body[...]
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
        func field() -> ArraySlice<UInt8>? {
            guard let length = number(), length <= rest.count else { return nil }
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
        guard type == Self.pictureType, number() != nil, field() != nil, field() != nil, rest.count > 16
        else {
            return nil
        }
        rest = rest.dropFirst(16)
        return field().map(Array.init)
    }
}
