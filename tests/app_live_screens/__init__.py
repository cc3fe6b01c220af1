"""Tests of the screens on orgs: against a practice org and scripted servers on this machine's loopback."""
