// Screening tests.
