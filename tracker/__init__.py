"""The action plan tracker: an inspection report in, improvement that happened out."""
