"""The orgs that payloads can be sent to: their profiles, added, checked and removed."""
