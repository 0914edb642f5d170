"""From the analyses of many reports to incidents: which tell of one happening, and what they claim of it together."""
