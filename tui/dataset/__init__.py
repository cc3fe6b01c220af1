"""Data sets on disk, read into indexes that the engine can ask.

A data set is a folder of Zoho's own replies: metadata of modules and fields, and records.
"""
