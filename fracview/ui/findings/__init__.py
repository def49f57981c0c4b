"""What the networks say about the radiograph in view, and what the reader says to that."""
