// Rules tests.
