// Ledger tests.
