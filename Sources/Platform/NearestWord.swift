/// The word somebody probably meant, or nil when none is near: at most a third of its letters are wrong.
package func nearestWord(to word: String, among words: [String]) -> String? {
    let typed = Array(word.uppercased().utf8.prefix(64))
    let distances = words.map { (word: $0, distance: distance(typed, Array($0.uppercased().utf8))) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.word.utf8.count / 3) ? best.word : nil
}

/// How many letters must be added, dropped or changed.
private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let above = row[column + 1]
            let change = diagonal + (letter == right[column] ? 0 : 1)
            row[column + 1] = min(change, above + 1, row[column] + 1)
            diagonal = above
        }
    }
    return row[right.count]
}
