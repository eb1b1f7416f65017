// NearDuplicates tests.
