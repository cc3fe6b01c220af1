"""The person's configuration, and the folders in which the app keeps what is theirs."""
