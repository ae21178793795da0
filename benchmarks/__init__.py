"""What xlsheet's jobs cost, beside the least that the same work can cost and what scripts of today cost."""
