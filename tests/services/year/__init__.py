"""A year of a council that was made up by chance, and a plain model of what it should be told."""
