"""Many submissions marked at once, with the gradebook rows that nbgrader would have left."""
