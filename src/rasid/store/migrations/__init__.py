"""How a store's tables came to be, one step a file; `versions` holds them in order."""
