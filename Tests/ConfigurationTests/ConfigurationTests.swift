// Configuration tests.
