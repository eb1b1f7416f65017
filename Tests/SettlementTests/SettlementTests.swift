// Settlement tests.
