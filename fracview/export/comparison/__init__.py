"""A comparison on paper: numbers, tables, curves and one self-contained page."""
