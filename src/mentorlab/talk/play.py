"""One run of a talk: the ordered reply ids, and all that follows from them."""
