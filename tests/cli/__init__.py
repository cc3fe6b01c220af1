"""The command line, from the outside: what goes in, what comes out where, and how it ends."""
