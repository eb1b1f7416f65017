// Contributions tests.
