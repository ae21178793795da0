"""Units: the registry, how names are written, who works on a task."""
