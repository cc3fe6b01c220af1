"""Sending from the app: what is confirmed, the calls under way, and the forecast held against the reply.

``send.SendScreen`` is the screen; ``job`` is what its threads do, and knows no widget.
"""
