internal import Glibc

/// The logistic function.
public enum Logistic {
    /// 1 / (1 + exp(-z)) without overflow.
    public static func sigmoid(_ z: Double) -> Double { z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)) }

    /// log(1 + exp(-margin)) without overflow: what a label costs that a model gives these log odds.
    public static func loss(margin: Double) -> Double { margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin }
}
