/// A file or a folder with everything that was done to it, of which only a beginning is surely on the disk.
final class DiskNode {
    enum Change {
        case write(offset: Int, content: Range<Int>)
        case truncate(Int)
        case add(String, DiskNode)
        case remove(String)
        case rename(String, to: String, DiskNode)
    }

    let isFolder: Bool
    private(set) var changes: [Change] = []
    /// How many of the changes no power cut can undo.
    private(set) var durableCount = 0
    /// What the running program sees in a folder.
    private(set) var entries: [String: DiskNode] = [:]

    init(isFolder: Bool) { self.isFolder = isFolder }

    func make(_ change: Change) {
        changes.append(change)
        Self.apply(change, to: &entries)
    }

    func becomeDurable(upTo count: Int) { durableCount = max(durableCount, count) }

    static func apply(_ change: Change, to entries: inout [String: DiskNode]) {
        switch change {
        case .add(let name, let node): entries[name] = node
        case .remove(let name): entries[name] = nil
        case .rename(let name, let new, let node):
            entries[name] = nil
            entries[new] = node
        case .write, .truncate: break
        }
    }
}

/// The disk as the program sees it while it runs through its operations.
struct RunningDisk {
    let root = DiskNode(isFolder: true)
    private let rootPath: String
    private var open: [FileOperation.File: DiskNode] = [:]
    private var syncing: [UInt64: (node: DiskNode, count: Int)] = [:]

    init(rootPath: String) { self.rootPath = rootPath }

    mutating func perform(_ operation: FileOperation) {
        switch operation.kind {
        case .create:
            let node = DiskNode(isFolder: false)
            add(node, at: operation.path)
            open[operation.file] = node
        case .open: open[operation.file] = node(at: operation.path)
        case .write: open[operation.file]?.make(.write(offset: operation.offset, content: operation.content))
        case .truncate: open[operation.file]?.make(.truncate(operation.offset))
        case .syncBegin:
            guard let node = open[operation.file] else { return }
            syncing[operation.number] = (node, node.changes.count)
        case .syncEnd:
            guard let (node, count) = syncing.removeValue(forKey: UInt64(operation.offset)) else { return }
            node.becomeDurable(upTo: count)
        case .rename: rename(operation.path, to: operation.other)
        case .remove: parent(of: operation.path)?.make(.remove(name(operation.path)))
        case .makeFolder: add(DiskNode(isFolder: true), at: operation.path)
        case .link:
            guard let node = node(at: operation.path) else { return }
            add(node, at: operation.other)
        }
    }

    private func rename(_ path: String, to other: String) {
        guard let node = node(at: path), let from = parent(of: path), let to = parent(of: other) else {
            return
        }
        if from === to {
            from.make(.rename(name(path), to: name(other), node))
        } else {
            to.make(.add(name(other), node))
            from.make(.remove(name(path)))
        }
    }

    private func add(_ node: DiskNode, at path: String) { parent(of: path)?.make(.add(name(path), node)) }

    private func node(at path: String) -> DiskNode? {
        names(path).reduce(root) { node, name in node?.entries[name] }
    }

    private func parent(of path: String) -> DiskNode? {
        names(path).dropLast().reduce(root) { node, name in node?.entries[name] }
    }

    private func name(_ path: String) -> String { names(path).last ?? "" }

    private func names(_ path: String) -> [String] {
        path.dropFirst(rootPath.utf8.count).split(separator: "/").map(String.init)
    }
}
