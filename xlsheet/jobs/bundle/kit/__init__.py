"""What lies in the folder beside the wheels: `set_up.py` and the scripts that start it."""
