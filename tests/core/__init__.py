"""Tests of the pure core, written from the rules and not from the code. They read no file and no clock."""
