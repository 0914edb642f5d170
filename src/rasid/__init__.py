"""Rasid (راصد): Arabic news of conflict, read into records in which every value is shown in the text."""

__version__ = "0.1.0"
