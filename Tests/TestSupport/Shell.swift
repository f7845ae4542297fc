import Glibc

/// Runs a command as `sh` does and waits for it; what it said on both outputs, and whether it was content.
@discardableResult
package func shell(_ command: String) -> (output: String, isContent: Bool) {
    guard let pipe = popen("{ \(command) ; } 2>&1", "re") else { return ("cannot start sh", false) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = fread(&piece, 1, piece.count, pipe)
        if count == 0 { break }
        output += piece[..<count]
    }
    let status = pclose(pipe)
    return (String(decoding: output, as: UTF8.self), status == 0)
}
