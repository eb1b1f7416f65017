// Diagnostics tests.
