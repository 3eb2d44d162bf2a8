"""Composite indices (综合指数): from raw indicators to scores, one file per idea, every step logged and replayable."""
