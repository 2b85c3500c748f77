"""mentorlab: a Jupyter course that trains mentors through simulated talks and checked exercises."""

__version__ = "0.1.0"
