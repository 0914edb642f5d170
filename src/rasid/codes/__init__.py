"""Vocabularies as data: every code with its Arabic and English label."""
