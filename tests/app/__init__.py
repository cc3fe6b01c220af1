"""Tests of the Textual app: by keyboard and by mouse, on what stands on the screen."""
