"""The bulletin (通报) and the leaders' own sheets."""
