"""What xlsheet is measured against; each module is run as a process of its own."""
