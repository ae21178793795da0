"""LibreOffice itself: finding it, talking to it, what goes wrong between us and it."""
