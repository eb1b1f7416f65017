/// The tables of docs/architecture.md.
struct FloorTable {
    struct Room: Equatable {
        let floor: Int
        let mayImport: Set<String>
    }

    private(set) var rooms: [String: Room] = [:]
    /// C target to its one owner.
    private(set) var owners: [String: String] = [:]
    /// System module to the lowest floor that may import it.
    private(set) var systemModules: [String: Int] = [:]

    init(markdown: String) {
        var header: [String] = []
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                header = []
                continue
            }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
                $0.trimmed
            }
            if header.isEmpty { header = cells } else if !cells[0].hasPrefix("---") { add(cells, header) }
        }
    }

    private mutating func add(_ cells: [String], _ header: [String]) {
        switch header {
        case ["floor", "room", "purpose", "may import"]:
            guard cells.count == 4, let floor = Int(cells[0]) else { return }
            rooms[Self.names(cells[1])[0]] = Room(floor: floor, mayImport: Set(Self.names(cells[3])))
        case ["C target", "owner", "for"]: owners[Self.names(cells[0])[0]] = Self.names(cells[1])[0]
        case ["system module", "from floor"]: systemModules[Self.names(cells[0])[0]] = Int(cells[1])
        default: break
        }
    }

    /// What stands in back quotes.
    private static func names(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}

extension Substring {
    var trimmed: String {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}

/// The targets of Package.swift that are rooms, with their dependencies. Reads the text, so that no other build is started inside a build.
enum Manifest {
    static func rooms(_ text: String) -> [String: Set<String>] {
        var rooms: [String: Set<String>] = [:]
        let head = /(?:room\(|\.(?:target|executableTarget)\(\s*name:\s*)"([A-Za-z-]+)"(?:,\s*(?:dependencies:\s*)?\[([^\]]*)\])?/
        for match in text.matches(of: head) {
            let name = String(match.1)
            let list = match.2.map { $0.matches(of: /"([^"]+)"/).map { String($0.1) } } ?? []
            rooms[name, default: []].formUnion(list)
        }
        // C targets hold no Swift and no room of the table.
        return rooms.filter { !isCTarget($0.key) }
    }

    static func isCTarget(_ name: String) -> Bool {
        guard name.first == "C", let second = name.dropFirst().first else { return false }
        return second.isUppercase
    }
}

/// Finds imports that the floors do not allow.
struct ImportCheck {
    let table: FloorTable

    struct Violation: Equatable, CustomStringConvertible {
        let file: String
        let line: Int
        let cause: String
        var description: String { "\(file):\(line): \(cause)" }
    }

    /// Faults of the table itself: an import that is not lower, or a C target away from its owner.
    func tableFaults() -> [String] {
        var faults: [String] = []
        for (name, room) in table.rooms.sorted(by: { $0.key < $1.key }) {
            for imported in room.mayImport.sorted() {
                if let lower = table.rooms[imported] {
                    if lower.floor >= room.floor { faults.append("\(name) (floor \(room.floor)) may not import \(imported) (floor \(lower.floor))") }
                } else if table.owners[imported] != name {
                    faults.append("\(name) may not import \(imported), which " + (table.owners[imported].map { "\($0) owns" } ?? "no table names"))
                }
            }
        }
        return faults
    }

    func violations(file: String, text: String, room name: String) -> [Violation] {
        guard let room = table.rooms[name] else { return [Violation(file: file, line: 1, cause: "the room \(name) is not in docs/architecture.md")] }
        return Self.imports(text).compactMap { line, module in
            cause(module, name, room).map { Violation(file: file, line: line, cause: $0) }
        }
    }

    private func cause(_ module: String, _ name: String, _ room: FloorTable.Room) -> String? {
        if room.mayImport.contains(module) { return nil }
        if let floor = table.systemModules[module] {
            return room.floor >= floor ? nil : "\(module) is open from floor \(floor) upward; \(name) is on floor \(room.floor)"
        }
        guard let other = table.rooms[module] else { return "\(name) imports \(module), which it does not declare" }
        if other.floor > room.floor { return "\(name) (floor \(room.floor)) imports upward: \(module) is on floor \(other.floor)" }
        if other.floor == room.floor { return "\(name) imports \(module) on its own floor \(room.floor)" }
        return "\(name) imports \(module), which it does not declare"
    }

    /// The imported modules with their lines, whatever stands before the keyword.
    static func imports(_ text: String) -> [(line: Int, module: String)] {
        let pattern =
            /^\s*(?:@[A-Za-z_]+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var|actor)\s+)?([A-Za-z_][A-Za-z0-9_]*)/
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            line.firstMatch(of: pattern).map { (index + 1, String($0.1)) }
        }
    }
}
