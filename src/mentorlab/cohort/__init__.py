"""A cohort folder: made here, worked in with plain nbgrader."""
