// RetrievalSpam: see docs/architecture.md.
