import Audio

/// Where the capture loop gets its source from, whenever it has none. Neither call ever waits.
protocol SourceSupply: AnyObject, Sendable {
    /// An open source, or nil as long as there is none; asking is also what keeps the search going.
    func poll() -> (any CaptureSource)?
    /// Takes back a source that whoever polls next shall have.
    func keep(_ source: any CaptureSource)
    /// Takes back a source that is of no use any more: even closing one can hang.
    func giveBack(_ source: any CaptureSource)
}
