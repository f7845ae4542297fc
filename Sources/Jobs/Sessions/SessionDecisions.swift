import Catalogue
import Platform

/// `vinyl-jobs sessions name ID NAME`
struct SessionNaming {
    private let call: Call
    private let name: String

    private static let longest = 200

    init(_ call: Call) {
        self.call = call
        name = call.invocation.arguments[1]
    }

    func run() throws(JobError) -> Outcome {
        let id = call.invocation.session
        guard name == oneLine(name), name.count <= Self.longest else {
            throw .failed("a name is one line of at most \(Self.longest) characters")
        }
        let catalogue = try call.existingCatalogue()
        let seen = try SessionSeen(id, in: catalogue)
        let wanted = name.isEmpty ? nil : name
        guard seen.session.name != wanted else { return .unchanged(["session": id]) }
        guard !call.isDry else {
            try call.page.line("would call session \(id) \(wanted ?? "nothing"), not \(seen.title)")
            return .unchanged()
        }
        try inCatalogue { () throws(CatalogueError) in _ = try catalogue?.name(session: id, wanted) }
        return .changed(["session": id, "name": name])
    }
}

/// `vinyl-jobs sessions tracks ID --side A --count 6`
struct TrackCount {
    private let call: Call
    private let wanted: Int?

    init(_ call: Call) {
        self.call = call
        wanted = call.invocation.whole(.count)
    }

    func run() throws(JobError) -> Outcome {
        let id = call.invocation.session
        let catalogue = try call.existingCatalogue()
        let seen = try SessionSeen(id, in: catalogue)
        let position = try position(in: seen)
        let letter = SideLetter.text(position)
        let planned = seen.sides[position].divided(into: wanted)
        guard !call.isDry else {
            try call.page.line("would make \(Human.count(planned.tracks.count, "track")) of side \(letter)")
            return .unchanged()
        }
        let side = try inCatalogue { () throws(CatalogueError) in
            try catalogue?.divide(session: id, side: position, into: wanted)
        }
        let count = side?.tracks.count ?? 0
        if let wanted, count < wanted, !call.isQuiet {
            try call.page.line(
                "there is no place on side \(letter) for more than \(Human.count(count, "track"))")
        }
        guard side != seen.sides[position] else { return .unchanged(["session": id, "side": letter]) }
        return .changed(["session": id, "side": letter, "tracks": count])
    }

    /// Where there is only one side, it need not be named.
    private func position(in seen: SessionSeen) throws(JobError) -> Int {
        let last = SideLetter.text(max(0, seen.sides.count - 1))
        guard let letter = call.invocation.text(.side) else {
            if seen.sides.count == 1 { return 0 }
            throw .failed("say which side: session \(seen.session.id) has A to \(last)")
        }
        guard let position = SideLetter.position(letter, of: seen.sides.count) else {
            let sides = seen.sides.count == 1 ? "side A only" : "sides A to \(last)"
            throw .failed("session \(seen.session.id) has \(sides), not \(oneLine(letter))")
        }
        return position
    }
}
