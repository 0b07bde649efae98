"""Which ways cases take, when they come, within which term they are answered, and which lie there, from a register of events."""
