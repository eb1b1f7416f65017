public import Ledger
public import Rules

/// An event that the fraud layer and the rules let through. Only this module can make one, since the initialiser is internal,
/// and settlement pays nothing else.
public struct ClearedEvent: Hashable, Sendable {
    public let record: RecordedEvent
}

/// An event whose reward waits for a review, an appeal or a deadline.
public struct HeldEvent: Hashable, Sendable {
    public let record: RecordedEvent
}

/// An event that earns nothing.
public struct RejectedEvent: Hashable, Sendable {
    public let record: RecordedEvent
}

/// An event with its verdict carried in its type.
public enum ScreenedEvent: Hashable, Sendable {
    case cleared(ClearedEvent)
    case held(HeldEvent)
    case rejected(RejectedEvent)

    init(_ record: RecordedEvent, _ outcome: Outcome) {
        switch outcome {
        case .clear: self = .cleared(ClearedEvent(record: record))
        case .hold: self = .held(HeldEvent(record: record))
        case .reject: self = .rejected(RejectedEvent(record: record))
        }
    }

    public var record: RecordedEvent {
        switch self {
        case .cleared(let event): event.record
        case .held(let event): event.record
        case .rejected(let event): event.record
        }
    }

    public var outcome: Outcome {
        switch self {
        case .cleared: .clear
        case .held: .hold
        case .rejected: .reject
        }
    }
}
