"""Coverage (收录率): how much of what should be on record is on record, by subject, category, field and time."""
