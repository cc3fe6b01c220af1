"""The dialogs of the grid: a cell by its type, a multi-select, a lookup, and the menu."""
