// Detection tests.
