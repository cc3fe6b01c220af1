"""The dialogs, and the parts that they are made of."""
