"""The tests: one folder for each of the source's, `browser/`, `security/` and `stops/` across them, `helpers/` and `examples/`."""
