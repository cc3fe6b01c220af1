"""The practice org: a small Zoho on this machine, over a copy of a data set."""
