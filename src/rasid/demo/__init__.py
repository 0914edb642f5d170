"""A small corpus written for the project, so that everything can be tried offline."""
