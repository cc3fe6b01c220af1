"""Zoho over HTTP: profiles and secrets, tokens, the client, the journal, sending, the way back, pulling, and a practice
org on this machine. Nothing here knows of screens; httpx is loaded by the modules that talk, not by this package."""
