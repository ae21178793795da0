"""The commands, by what they are for; each reads its arguments, calls one job and shows its report."""
