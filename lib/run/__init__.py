"""The notebooks in sequence: `python -m lib.run`."""
