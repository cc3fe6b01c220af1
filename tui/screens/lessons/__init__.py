"""Lessons: the screen with the card, the list of lessons, and the offer of the tour at the first start."""
