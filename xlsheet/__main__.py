"""`python -m xlsheet` is the command line."""

from xlsheet.cli.main import main

if __name__ == "__main__":
    main()
