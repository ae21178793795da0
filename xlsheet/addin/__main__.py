"""`python -m xlsheet.addin JOB --book NAME`: what a button does, started by a macro or by hand."""

from xlsheet.addin import main

main()
