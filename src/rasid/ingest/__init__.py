"""Bytes in, Reports out: one reader a file."""
