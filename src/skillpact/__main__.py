"""`python -m skillpact` is `skillpact`."""

from skillpact.cli import main

if __name__ == "__main__":
    main()
