"""The read-only API: one address a list, answered as the person behind the token."""
