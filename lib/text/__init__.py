"""Words and places in text, and the lists that several rooms look words up in."""
