"""What goes out as documents: letters, mail drafts, bulletins, charts and web pages."""
