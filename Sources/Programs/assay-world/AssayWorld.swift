internal import Glibc
internal import SampleWorlds

/// `assay-world --scale N --seed S --out DIR [--events COUNT]`: writes a labelled world.
@main
struct AssayWorld {
    static func main() {
        switch Options.parse(CommandLine.arguments.dropFirst()) {
        case .failure(let problem):
            complain(problem.message)
            exit(2)
        case .success(let options):
            do {
                try run(options)
            } catch {
                complain("\(error)")
                exit(2)
            }
        }
    }

    private static func run(_ options: Options) throws {
        let scale = options.events.map { SampleWorld.scale(forEvents: $0, seed: options.seed) } ?? options.scale
        let world = SampleWorld(seed: options.seed, scale: scale)
        guard mkdir(options.directory, 0o755) == 0 || errno == EEXIST else { throw FileProblem(path: options.directory) }
        let events = try OutputFile(options.directory + "/events.jsonl")
        let labels = try OutputFile(options.directory + "/labels.jsonl")
        let summary = try world.write(events: events.write, labels: labels.write)
        try events.close()
        try labels.close()
        let readme = try OutputFile(options.directory + "/README.md")
        try readme.write(Array(WorldDescription.markdown(world, summary).utf8))
        try readme.close()
        complain(
            "\(summary.events) events, \(summary.participants) participants, \(summary.labelsByCause.values.reduce(0, +)) labels in \(options.directory)"
        )
    }

    static func complain(_ message: String) {
        let line = Array("assay-world: \(message)\n".utf8)
        _ = Glibc.write(STDERR_FILENO, line, line.count)
    }
}
