# ruff: noqa: D100 - read by Jupyter, imported by nobody
# nbgrader, as the course uses it. A cohort has a file like this of its own: mentorlab cohort new FOLDER.
from mentorlab.marking import configure

configure(get_config())  # noqa: F821 - Jupyter defines it
