"""How well reports are read, measured on reports whose right result is known."""
