"""The tables of a run: their records, the folder they lie in, reading and writing."""
