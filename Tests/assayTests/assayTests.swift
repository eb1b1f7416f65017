// assay tests.
