// SyntheticText tests.
