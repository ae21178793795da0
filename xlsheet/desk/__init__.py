"""The desk: a page on this computer alone, for offices without Excel; a door like the others."""
