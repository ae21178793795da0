"""What everything is called: sheets, columns, words, codes of findings, verdicts, cell addresses."""
