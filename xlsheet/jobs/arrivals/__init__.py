"""Files that arrive in a folder, merged as they come."""
