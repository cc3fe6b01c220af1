"""What happened: an upsert that was sent, its reply and the rules, row by row."""
