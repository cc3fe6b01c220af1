"""What Zoho answers: read, held against the forecast, and explained where the two differ."""
