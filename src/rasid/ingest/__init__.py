"""Bytes in, Reports out: one reader a file."""

from rasid.ingest.options import Limits, Options
from rasid.ingest.read import read_items

__all__ = ["Limits", "Options", "read_items"]
