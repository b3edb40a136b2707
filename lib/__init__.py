"""The code that the notebooks share: a folder for each, and the ground they stand on."""
