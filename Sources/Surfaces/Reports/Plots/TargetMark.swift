/// A shape and colour for one target of a timeline, told apart without colour as well.
struct TargetMark {
    static let distinctCount = 8

    /// 0 to 7 for the most shared targets; anything else is the mark for all others.
    let index: Int

    func drawing(x: Double, y: Double, radius r: Double = 4.2) -> HTML {
        switch index {
        case 0: "<circle class=\"c0\" cx=\"\(at: x)\" cy=\"\(at: y)\" r=\"\(at: r)\"/>"
        case 1: "<rect class=\"c1\" x=\"\(at: x - r)\" y=\"\(at: y - r)\" width=\"\(at: 2 * r)\" height=\"\(at: 2 * r)\"/>"
        case 2: "<path class=\"c2\" d=\"M\(at: x) \(at: y - r)L\(at: x + r) \(at: y + r)H\(at: x - r)Z\"/>"
        case 3: "<path class=\"c3\" d=\"M\(at: x) \(at: y - r)L\(at: x + r) \(at: y)L\(at: x) \(at: y + r)L\(at: x - r) \(at: y)Z\"/>"
        case 4: "<path class=\"c4\" d=\"M\(at: x) \(at: y + r)L\(at: x + r) \(at: y - r)H\(at: x - r)Z\"/>"
        case 5: "<circle class=\"c5 open\" cx=\"\(at: x)\" cy=\"\(at: y)\" r=\"\(at: r - 0.8)\"/>"
        case 6:
            "<path class=\"c6 open\" d=\"M\(at: x - r) \(at: y - r)L\(at: x + r) \(at: y + r)M\(at: x + r) \(at: y - r)L\(at: x - r) \(at: y + r)\"/>"
        case 7: "<path class=\"c7 open\" d=\"M\(at: x - r) \(at: y)H\(at: x + r)M\(at: x) \(at: y - r)V\(at: y + r)\"/>"
        default: "<circle class=\"t-neutral\" cx=\"\(at: x)\" cy=\"\(at: y)\" r=\"2.5\"/>"
        }
    }
}
