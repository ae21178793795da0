"""The oracle: a second, plain reading of docs/口径.md that shares no code with the product."""
