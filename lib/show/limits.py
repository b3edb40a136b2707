"""What one page can hold and a reader take in; where more is left out, the page says so."""

# documents with their text, and characters of each and of all
PAGES, CHARS, TEXTS = 100, 20_000, 400_000
LINES = 200  # rows of any other table
STATEMENTS, EACH, COLUMNS = 60, 4, 12  # rows of the table of statements, those of one report alone
PEOPLE, SAID = 25, 12  # who speaks, and statements of each
NAMED = 8  # reports named in one cell
FILTERS = 12  # reports and speakers that one can choose by
FOLDED = 20  # reports up to which the text of each is open
LONGEST = 1500  # characters of a passage
EVENTS = 40  # lines of the time line
EXAMPLES = 3  # repairs of a rule that are shown
