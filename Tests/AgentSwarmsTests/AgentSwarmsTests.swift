// AgentSwarms tests.
