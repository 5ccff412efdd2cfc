"""Planning the timed letters of a morning: gathering the facts, what could go, what goes."""
