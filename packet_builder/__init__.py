"""Arguing and writing: findings, packet, appeal letter, calendar entry."""
