/// Makes a failing list short, so that a person can read it.
public enum Shrinking {
    /// Takes items away, many at a time and then one by one, for as long as it still goes wrong.
    public static func shrunk<Item>(_ items: [Item], _ fails: ([Item]) throws -> Bool) rethrows -> [Item] {
        var items = items
        var size = max(1, items.count / 2)
        while size >= 1 {
            var start = 0
            while start < items.count {
                var fewer = items
                fewer.removeSubrange(start..<min(items.count, start + size))
                if try fails(fewer) { items = fewer } else { start += size }
            }
            size /= 2
        }
        return items
    }
}
