"""What becomes of returned files: whose they are, what their cells mean, what stands beside them."""
