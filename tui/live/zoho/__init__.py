"""Zoho's own calls and what they answer."""
