"""The work, without a screen: pipelines, summaries; later the store, the queue and the comparison."""
