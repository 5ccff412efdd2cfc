"""Files on their way in: reports (`readers`), spreadsheets (`sheets`), evidence (`guard`).

What reads them is slow to load and seldom needed, so nothing of it is loaded here.
"""

LARGEST = 20 * 1024 * 1024
"""Bytes; what a person may upload."""
TOO_LARGE = "The selected file must be smaller than 20MB"
