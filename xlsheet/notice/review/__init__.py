"""A notice to look at before it is imported: its lines beside what was understood, as a workbook that a
clerk corrects and hands back."""
