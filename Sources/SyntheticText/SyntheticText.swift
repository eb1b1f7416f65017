// SyntheticText: see docs/architecture.md.
