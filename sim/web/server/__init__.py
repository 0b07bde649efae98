"""The server of the page: addresses, messages, and what keeps strangers out."""
