"""One evening in one space: schedule and public pages."""
