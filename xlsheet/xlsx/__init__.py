"""A workbook as a package of parts, changed without touching what is not ours."""
