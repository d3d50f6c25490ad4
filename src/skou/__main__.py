"""``python -m skou``."""

from skou.cli import main

main()
