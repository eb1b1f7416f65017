public import Diagnostics

/// A YAML document as a tree in which every node knows where it stands.
public struct YAMLNode: Hashable, Sendable {
    public enum Value: Hashable, Sendable {
        /// The text of a scalar; `plain` where it was written without quotes and so may be a number, a boolean or null.
        case scalar(String, plain: Bool)
        case sequence([YAMLNode])
        /// Members in the order of the file, keys distinct.
        case mapping([Member])
    }

    public struct Member: Hashable, Sendable {
        public let key: String
        public let keySpan: SourceSpan
        public let value: YAMLNode
    }

    public let value: Value
    public let span: SourceSpan

    /// What the node is, in the words of an error message.
    public var kindName: String {
        switch value {
        case .scalar("", plain: true): "empty"
        case .scalar: "a scalar"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
