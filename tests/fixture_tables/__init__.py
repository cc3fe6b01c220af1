"""Tables and makers behind the fixtures: fields, names, records and payloads, all made up.

`tests/make_fixtures.py` puts them together; nothing here reads or writes outside this folder.
"""
