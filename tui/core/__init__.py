"""What a Zoho CRM upsert decides, as pure functions over frozen values.

Nothing below this package knows Textual, HTTP, SQLite or files.
"""
