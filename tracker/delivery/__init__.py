"""Sent out: one file for each way of delivering a letter. Knows nothing of the database."""
