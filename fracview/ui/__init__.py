"""The viewer, and the only room that knows Qt. Importing it loads none of it: `fracview.ui.app` does."""
