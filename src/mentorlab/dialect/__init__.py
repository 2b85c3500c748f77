"""The authors' notation: Markdown to a neutral tree, and back."""
