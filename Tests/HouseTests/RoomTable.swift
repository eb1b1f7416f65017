/// The tables of docs/architecture.md: the rooms in their order, from the ground up.
struct RoomTable {
    struct Room: Equatable {
        let wing: String
        /// Place in the list; a room imports only rooms of lower places.
        let place: Int
        let mayImport: Set<String>
    }

    private(set) var rooms: [String: Room] = [:]
    /// From the ground up.
    private(set) var order: [String] = []
    /// C target to its one owner.
    private(set) var owners: [String: String] = [:]
    /// System modules that every room may import.
    private(set) var systemModules: Set<String> = []

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
        case ["wing", "room", "purpose", "may import"]:
            guard cells.count == 4 else { return }
            let name = Self.names(cells[1])[0]
            rooms[name] = Room(wing: cells[0], place: order.count, mayImport: Set(Self.names(cells[3])))
            order.append(name)
        case ["C target", "owner", "for"]: owners[Self.names(cells[0])[0]] = Self.names(cells[1])[0]
        case ["system module", "for"]: systemModules.insert(Self.names(cells[0])[0])
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
struct Manifest {
    struct Room {
        let wing: String
        let dependencies: Set<String>
    }

    private(set) var rooms: [String: Room] = [:]
    private(set) var order: [String] = []

    init(_ text: String) {
        for match in text.matches(of: /([a-z]+)\.(?:room|program)\(\s*"([A-Za-z-]+)"(?:,\s*\[([^\]]*)\])?/) {
            add(String(match.2), wing: match.1.prefix(1).uppercased() + match.1.dropFirst(), match.3)
        }
        for match in text.matches(of: /\.target\(\s*name:\s*"([A-Za-z-]+)",\s*dependencies:\s*\[([^\]]*)\],\s*path:\s*"Tests/) {
            add(String(match.1), wing: "Tests", match.2)
        }
    }

    private mutating func add(_ name: String, wing: String, _ list: Substring?) {
        rooms[name] = Room(wing: wing, dependencies: Set(list.map { $0.matches(of: /"([^"]+)"/).map { String($0.1) } } ?? []))
        order.append(name)
    }

    static func isCTarget(_ name: String) -> Bool {
        guard name.first == "C", let second = name.dropFirst().first else { return false }
        return second.isUppercase
    }
}

/// Finds imports that the order of the rooms does not allow.
struct ImportCheck {
    let table: RoomTable

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
                    if lower.place >= room.place { faults.append("\(name) may not import \(imported), which stands above it") }
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

    private func cause(_ module: String, _ name: String, _ room: RoomTable.Room) -> String? {
        if room.mayImport.contains(module) || table.systemModules.contains(module) { return nil }
        if let other = table.rooms[module], other.place > room.place { return "\(name) imports upward: \(module) stands above it" }
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
