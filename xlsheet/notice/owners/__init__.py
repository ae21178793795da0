"""One grammar of who does a task by when: labels, brackets, sentences and cells."""
