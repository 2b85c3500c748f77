"""A submission looked at, copied and refused, before anything of it is marked."""
