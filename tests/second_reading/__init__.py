"""A second, independent reading of the rules, held against the engine in a differential test.

``judge`` (model.py) says what the text of the rules demands of one case, in plain Python over lists and dicts.
It imports nothing of the product. ``python -m tests.second_reading --seeds 0:2000`` makes cases, asks both, and
prints where they differ.
"""
