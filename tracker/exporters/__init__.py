"""Ways of writing things out: each turns plain tables into the bytes of a file and touches nothing
else."""
