"""Zoho over HTTP: profiles and tokens, the client, the journal, sending, pulling, and a practice org on this machine.
Nothing here knows of screens; httpx is loaded by the modules that talk, not by this package.

The way of a reply, from the socket to the screen:

1. ``http.transport.exchange`` sends one request and reads its reply whole, or says how far it got (``NetworkFault``).
2. ``zoho.client`` makes JSON of the body (``http.reply_text``, which hides secrets that came back) and decides whether
   the call is made again: only where Zoho said that it did not take it.
3. ``zoho.outcome`` names the outcome by status and shape: answered, refused or unknown (``zoho.result.CallResult``).
4. ``send.sender`` holds the rows of the reply against those that were sent (``core.reply.read``): one row too few, and
   an answer is an unknown outcome. The reply is in the journal before anyone is told.
5. ``core.reply.compare`` puts forecast and reply side by side, row by row; ``send`` prints that, and the screen shows
   it, from a message that the thread of the send posts.
"""
