"""`python -m mentorlab` is `mentorlab`."""

from mentorlab.cli import main

if __name__ == "__main__":
    main()
