// Sketches tests.
