"""Hostile submissions, what each tries, and the proof of what becomes of it.

`in_notebooks.py` and `in_files.py` are lists of small named cases: read these first. Every case is marked twice:
in nbgrader's shipped configuration, where most of them succeed, and in each of our ways, where none does.
All of it stays inside a test's own folder, bounded in count, time and size, and asks nothing of a network.
"""
