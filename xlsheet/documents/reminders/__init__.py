"""Reminders (催报): letters, mail drafts and the list of all."""
