// Corpora tests.
