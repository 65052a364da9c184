"""The commands of ``p2p``, a module each. Only they and ``casework.cli`` print and exit."""
