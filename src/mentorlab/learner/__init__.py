"""What a learner has of their own: a workspace, and the command that opens it."""
