// Settlement: see docs/architecture.md.
