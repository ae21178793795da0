"""Jobs about indicators and what units count of them."""
