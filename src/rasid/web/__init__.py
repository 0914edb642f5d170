"""The desk: pages in Arabic and English on a store, and its JSON API."""
