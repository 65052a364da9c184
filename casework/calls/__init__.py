"""The peer-to-peer call: when it can be, its invitation, what became of it."""
