"""The forms that a payload comes in, read into one request."""
