public import Contributions
public import Ledger
internal import Rules

/// An event that the fraud layer and the rules let through. Only this module can make one, since the initialiser is internal,
/// and settlement pays nothing else.
public struct ClearedEvent: Hashable, Sendable {
    public let record: RecordedEvent
    /// Of what follows it so much is kept back.
    public let discount: Discount?
}

/// An event whose reward waits for a review, an appeal or a deadline.
public struct HeldEvent: Hashable, Sendable {
    public let record: RecordedEvent
    /// Counts once the hold has ended well.
    public let discount: Discount?
}

/// An event that earns nothing.
public struct RejectedEvent: Hashable, Sendable {
    public let record: RecordedEvent
    /// Counts where the rejection is overturned.
    public let discount: Discount?
}

/// An event with its verdict carried in its type.
public enum ScreenedEvent: Hashable, Sendable {
    case cleared(ClearedEvent)
    case held(HeldEvent)
    case rejected(RejectedEvent)

    init(_ record: RecordedEvent, _ outcome: Outcome, discount: Discount? = nil) {
        switch outcome {
        case .clear: self = .cleared(ClearedEvent(record: record, discount: discount))
        case .hold: self = .held(HeldEvent(record: record, discount: discount))
        case .reject: self = .rejected(RejectedEvent(record: record, discount: discount))
        }
    }

    public var record: RecordedEvent {
        switch self {
        case .cleared(let event): event.record
        case .held(let event): event.record
        case .rejected(let event): event.record
        }
    }

    /// Of what follows the event so much is kept back, however it stands.
    public var discount: Discount? {
        switch self {
        case .cleared(let event): event.discount
        case .held(let event): event.discount
        case .rejected(let event): event.discount
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
