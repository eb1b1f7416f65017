// Sketches: see docs/architecture.md.
