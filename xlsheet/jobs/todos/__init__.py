"""待办 as the jobs keep it."""
