"""What stands in `content/`: modules with their lessons, exercises and talks, and the references."""
