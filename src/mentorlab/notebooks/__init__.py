"""`content/` to notebooks: lessons, nbgrader's source and, through nbgrader itself, its release."""
