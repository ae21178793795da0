"""Forms that came back: recognised in whatever state they are, and their rows found."""
