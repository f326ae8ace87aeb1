"""Makes `python -m fablab` the same as the `fablab` command."""

from fablab.cli import main

main()
