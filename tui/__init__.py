"""Upsert Explorer: see which record each row of a Zoho CRM upsert hits, and why, before it is sent."""

__version__ = "0.1.0"
