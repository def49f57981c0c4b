"""The strip: every layer map of the radiograph in view, in a row."""
