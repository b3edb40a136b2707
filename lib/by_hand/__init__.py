"""What people say of the results: corrections, judgements, the sheet to judge."""
