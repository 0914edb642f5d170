"""One writer a file: records out in the formats of the field, each with a note of what it leaves out."""
