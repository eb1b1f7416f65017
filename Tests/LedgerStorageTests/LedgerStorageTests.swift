// LedgerStorage tests.
