"""Bytes in, Reports out: one reader a file."""

from rasid.ingest.options import Limits, Options
from rasid.ingest.problems import NOTES, Code
from rasid.ingest.read import read_bytes, read_items

__all__ = ["NOTES", "Code", "Limits", "Options", "read_bytes", "read_items"]
