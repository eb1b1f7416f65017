// RetrievalSpam tests.
