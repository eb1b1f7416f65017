// AgentSwarms: see docs/architecture.md.
