"""The watched inbox: what lies in it, who works on it, and what becomes of each file."""
