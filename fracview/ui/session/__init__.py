"""The work behind the window: images, analyses, verdicts and the list, brought together as one scene."""
