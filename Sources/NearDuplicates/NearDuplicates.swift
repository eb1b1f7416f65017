// NearDuplicates: see docs/architecture.md.
