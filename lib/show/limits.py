"""What one page can hold and a reader take in; where more is left out, the page says so."""

# documents with their text, and characters of each and of all
PAGES, CHARS, TEXTS = 100, 20_000, 400_000
# pairs of each relation, claims that stand alone, rows of any other table
SIDES, LONE, LINES = 40, 30, 200
FAMILIES, COLUMNS = 40, 12  # rows and columns of the matrix; with more reports it lists their names
NAMED = 8  # reports named in one cell
OPEN, FOLDED = 10, 20  # pairs of a kind that are open; reports up to which the page of each is
LONGEST = 1500  # characters of a passage
