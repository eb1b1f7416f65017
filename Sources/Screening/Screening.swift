// Screening: see docs/architecture.md.
