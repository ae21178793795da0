"""上级汇总: many ledgers read side by side into one dataset and a report."""
