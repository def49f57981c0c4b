"""The radiograph on the screen: windowed, zoomed, turned, and everything drawn over it."""
