"""Files of every kind to one stream of blocks: paragraphs and tables, each with its place."""
