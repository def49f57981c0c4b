"""Every table of the suite: paper's figure | ours | difference | interval | signature."""
