"""What is remembered: one file a noun, its tables first and then the questions asked of them."""
