"""What is measured and never asserted: `make bench` prints how the product does beside its limits."""
