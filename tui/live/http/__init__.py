"""One HTTP exchange: sent, waited for, read. It knows nothing of profiles."""
