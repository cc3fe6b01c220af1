"""A payload as a grid: rows down, fields across. The JSON text stays the truth.

``rows`` holds the rows with their places in the text and makes every edit an edit of that text; ``table`` says what a
grid shows; ``typed`` what a typed cell means, ``suggest`` what may be chosen for one; ``block`` reads what a
spreadsheet copies.
"""
