"""The view of results in MLflow (跟踪): typed items in, one writer out; the journal stays the truth."""
