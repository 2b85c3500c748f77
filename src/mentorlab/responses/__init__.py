"""What learners answered: data in one file beside each notebook, never code and never widget state."""
