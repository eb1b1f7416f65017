// SampleWorlds: labelled worlds, generated from a seed.
