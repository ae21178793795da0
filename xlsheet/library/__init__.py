"""The library's door: a verb for each job, made for people who write Python (`xlsheet.api` binds them)."""
