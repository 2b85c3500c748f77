"""Controls over the pages: forms, the player and marks, as widgets that a person can use."""
