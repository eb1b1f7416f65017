// Reports tests.
