"""The marked copy that people read: its cells, its pages, and where a learner stands."""
