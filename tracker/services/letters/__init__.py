"""Letters, written at sending time, as their recipient, through the same door as pages."""
