import Glibc
package import Platform

/// Builds what a disk may hold after the power failed: what was synced, and of the rest whatever chance has written.
/// The folder must have been empty when the program started.
package struct PowerCut {
    private let log: FileOperationLog
    private let root: String
    private var luck: Luck

    package init(log: FileOperationLog, root: String, luck: Luck) {
        self.log = log
        self.root = root
        self.luck = luck
    }

    /// `folder` exists and is empty. The power fails just before operation `count` of the log.
    package mutating func rebuild(after count: Int, in folder: String) throws(SystemError) {
        var disk = RunningDisk(rootPath: root)
        for operation in log.operations.prefix(count) { disk.perform(operation) }
        try put(disk.root, at: folder)
    }

    private mutating func put(_ node: DiskNode, at path: String) throws(SystemError) {
        guard node.isFolder else { return try Self.write(content(of: node), to: path) }
        var entries: [String: DiskNode] = [:]
        // Names reach the disk in their order, those of different folders independently.
        for change in node.changes.prefix(pick(from: node.durableCount, to: node.changes.count)) {
            DiskNode.apply(change, to: &entries)
        }
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            let inner = path + "/" + name
            if entry.isFolder && mkdir(inner, 0o755) != 0 {
                throw SystemError(errno, doing: "make the folder \(inner)")
            }
            try put(entry, at: inner)
        }
    }

    private enum Outcome: CaseIterable { case nothing, everything, beginning, pages, pagesAndLength }

    private mutating func content(of node: DiskNode) -> [UInt8] {
        var bytes: [UInt8] = []
        for change in node.changes.prefix(node.durableCount) { apply(change, to: &bytes) }
        let rest = node.changes.dropFirst(node.durableCount)
        switch Outcome.allCases.randomElement(using: &luck) ?? .nothing {
        case .nothing: break
        case .everything: for change in rest { apply(change, to: &bytes) }
        case .beginning:
            for change in rest.prefix(pick(from: 0, to: rest.count)) { apply(change, to: &bytes) }
        case .pages: for change in rest { applySomePages(of: change, to: &bytes) }
        case .pagesAndLength:
            var whole = bytes
            for change in rest { apply(change, to: &whole) }
            for change in rest { applySomePages(of: change, to: &bytes) }
            Self.stretch(&bytes, to: whole.count)
        }
        return bytes
    }

    private func apply(_ change: DiskNode.Change, to bytes: inout [UInt8]) {
        switch change {
        case .write(let offset, let content): write(content, to: &bytes, at: offset)
        case .truncate(let length):
            bytes.removeLast(max(0, bytes.count - length))
            Self.stretch(&bytes, to: length)
        case .add, .remove, .rename: break
        }
    }

    /// Each page that a write touches may have reached the disk or not, whatever became of its neighbours.
    private mutating func applySomePages(of change: DiskNode.Change, to bytes: inout [UInt8]) {
        guard case .write(let offset, let content) = change else {
            if Bool.random(using: &luck) { apply(change, to: &bytes) }
            return
        }
        var done = 0
        while done < content.count {
            let count = min(content.count - done, Self.pageBytes - (offset + done) % Self.pageBytes)
            if Bool.random(using: &luck) {
                let from = content.lowerBound + done
                write(from..<(from + count), to: &bytes, at: offset + done)
            }
            done += count
        }
    }

    private static let pageBytes = 4_096

    private func write(_ content: Range<Int>, to bytes: inout [UInt8], at offset: Int) {
        Self.stretch(&bytes, to: offset + content.count)
        bytes.replaceSubrange(offset..<(offset + content.count), with: log.bytes[content])
    }

    private static func stretch(_ bytes: inout [UInt8], to length: Int) {
        if bytes.count < length { bytes.append(contentsOf: repeatElement(0, count: length - bytes.count)) }
    }

    /// All, nothing, or any number between.
    private mutating func pick(from least: Int, to most: Int) -> Int {
        switch Int.random(in: 0..<3, using: &luck) {
        case 0: least
        case 1: most
        default: Int.random(in: least...most, using: &luck)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError(errno, doing: "create \(path)") }
        defer { close(file) }
        try Disk.system.write(file, bytes, 0)
    }
}
