"""A sample inbox, charts and policies with their truth, and the program that makes them.

All people, plans, numbers and findings are invented.
"""
