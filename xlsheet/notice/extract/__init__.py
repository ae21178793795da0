"""From blocks to tasks: each region of the source by its own shape, every line accounted for."""
