// SampleWorlds tests.
