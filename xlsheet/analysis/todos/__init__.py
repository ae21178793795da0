"""What commands found and nobody has settled yet: 待办."""
