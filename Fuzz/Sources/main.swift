import CLibFuzzer
import Glibc

// assay-fuzz list                        the names of the targets
// assay-fuzz seeds TARGET DIR            writes the seeds and the dictionary of a target
// assay-fuzz run TARGET [libFuzzer…]     fuzzes it; with a file instead of a directory it runs that one input

func usage() -> Never {
    let text = Array("usage: assay-fuzz list | seeds TARGET DIR | run TARGET [ARGUMENTS OF LIBFUZZER]\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(2)
}

func save(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else {
        perror(path)
        exit(2)
    }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}

/// A word as libFuzzer's dictionaries write it.
func dictionaryLine(_ word: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return "\"" + word.utf8.map { "\\x\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined() + "\"\n"
}

let arguments = CommandLine.arguments.dropFirst()
guard let verb = arguments.first else { usage() }
if verb == "list" {
    for target in FuzzTarget.all { print(target.name) }
    exit(0)
}
guard let target = FuzzTarget.all.first(where: { $0.name == arguments.dropFirst().first }) else { usage() }
switch verb {
case "seeds":
    guard arguments.count == 3, let directory = arguments.last else { usage() }
    for (index, seed) in target.seeds().enumerated() { save(seed, to: "\(directory)/seed-\(index)") }
    save(Array(target.words.map(dictionaryLine).joined().utf8), to: "\(directory).dict")
case "run":
    Running.target = target
    var words = ([CommandLine.arguments[0]] + arguments.dropFirst(2)).map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    var count = Int32(words.count - 1)
    let status = words.withUnsafeMutableBufferPointer { buffer in
        var base = buffer.baseAddress
        return LLVMFuzzerRunDriver(&count, &base) { data, size in
            Running.target?.check(UnsafeBufferPointer(start: data, count: size))
            return 0
        }
    }
    exit(status)
default: usage()
}

/// What libFuzzer calls back for. SAFETY: set once before the fuzzer starts, on the thread that it runs on.
enum Running {
    nonisolated(unsafe) static var target: FuzzTarget?
}
