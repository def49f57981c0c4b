"""Which layer and which method point at the fracture: maps measured against the reference boxes."""
