// LedgerStorage: see docs/architecture.md.
