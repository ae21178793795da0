"""Files put in place whole, wherever they go."""
