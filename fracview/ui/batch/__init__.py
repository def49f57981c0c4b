"""The batch page: folders run over as a whole, what came of it written out, and its review kept count of."""
