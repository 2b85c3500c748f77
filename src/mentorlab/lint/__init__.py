"""What is wrong with the content, in plain English with file and line."""
