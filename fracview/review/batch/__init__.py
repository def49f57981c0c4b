"""Runs over whole folders: kept in the store as they go, interrupted, resumed and watched."""
