"""Reports to a board: what they say, and how they are kept."""
