"""How fast marking is, measured in one run on this machine: `make bench`."""
