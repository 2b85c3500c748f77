"""Static HTML of everything that a learner or a trainer reads; imports no widget library."""
