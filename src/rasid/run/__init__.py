"""The same work, serially or on many processes."""
