"""Marks through nbgrader, from data alone: no kernel is started and nothing of a learner's is executed."""

from mentorlab.marking.nbgrader.configure import configure

__all__ = ["configure"]
