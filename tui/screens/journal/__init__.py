"""What was sent to the orgs, what came of it, and the way to restore what was there before."""
