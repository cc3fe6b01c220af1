"""Every order at once: ``screen`` shows the matrix and takes orders over, ``filters`` says which orders to show."""
