"""What goes out as documents: reminder letters, mail drafts and lists, bulletins and charts."""
