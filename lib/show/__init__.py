"""What a reader opens: figures, the report, the spreadsheet, the database."""
