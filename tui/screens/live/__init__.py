"""The screens on orgs: their profiles, what was sent to them, and pulling from them."""
