"""`python -m sotay` is `sotay`."""

from sotay.cli import main

if __name__ == "__main__":
    main()
