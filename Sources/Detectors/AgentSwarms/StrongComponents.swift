/// Strongly connected components of a small sparse graph.
enum StrongComponents {
    /// Components of at least two vertices, each sorted, sorted by first vertex. `edges` by source, each list sorted.
    /// Tarjan ("Depth-first search and linear graph algorithms", 1972), with its own stack. O(V + E).
    static func of(_ edges: [Int32: [Int32]]) -> [[Int32]] {
        var number: [Int32: Int] = [:]
        var low: [Int32: Int] = [:]
        var onStack: Set<Int32> = []
        var stack: [Int32] = []
        var components: [[Int32]] = []
        for start in edges.keys.sorted() where number[start] == nil {
            var frames: [(vertex: Int32, next: Int)] = []
            func enter(_ vertex: Int32) {
                number[vertex] = number.count
                low[vertex] = number[vertex]
                stack.append(vertex)
                onStack.insert(vertex)
                frames.append((vertex, 0))
            }
            enter(start)
            while let frame = frames.last {
                let successors = edges[frame.vertex] ?? []
                if frame.next < successors.count {
                    frames[frames.count - 1].next += 1
                    let successor = successors[frame.next]
                    if number[successor] == nil {
                        enter(successor)
                    } else if onStack.contains(successor) {
                        low[frame.vertex] = min(low[frame.vertex] ?? 0, number[successor] ?? 0)
                    }
                    continue
                }
                frames.removeLast()
                if let above = frames.last { low[above.vertex] = min(low[above.vertex] ?? 0, low[frame.vertex] ?? 0) }
                guard low[frame.vertex] == number[frame.vertex] else { continue }
                var component: [Int32] = []
                while let vertex = stack.popLast() {
                    onStack.remove(vertex)
                    component.append(vertex)
                    if vertex == frame.vertex { break }
                }
                if component.count > 1 { components.append(component.sorted()) }
            }
        }
        return components.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
