"""What the database keeps, to look in it for words that must not stand there as they are.

What is sealed reads as letters and digits by chance: a word of three letters is found in a page of it now and then. So
what is looked for has five letters or more, or a sign that stands in no such text.
"""

from sqlalchemy import text

from coordinator.db import db


def kept(*tables: str) -> str:
    """All that stands in these tables, each value whole."""
    rows = [row for table in tables for row in db.session.execute(text(f"SELECT * FROM {table}"))]
    return str([tuple(row) for row in rows])
