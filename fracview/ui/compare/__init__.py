"""The comparison page: the networks, or another product, held against a reference standard."""
