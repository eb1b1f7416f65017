// CanonicalJSON tests.
