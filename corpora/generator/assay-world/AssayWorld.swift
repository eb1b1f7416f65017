@main
struct AssayWorld {
    static func main() {}
}
