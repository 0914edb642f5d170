"""Gold, scorers, gate: how well the reading does, measured on hand-annotated articles."""
