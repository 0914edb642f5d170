"""Where records are kept: SQLAlchemy Core over SQLite, PostgreSQL for teams."""
