"""What the desk's worker processes do: the commands, their fields, and how their reports are shown."""
