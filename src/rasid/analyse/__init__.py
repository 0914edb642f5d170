"""Report in, Analysis out. One component a file; `factories` is the list of them, `pipeline` runs it."""
