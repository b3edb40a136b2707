"""The notebooks in sequence: `python -m lib.run` executes them, and says what to read."""
