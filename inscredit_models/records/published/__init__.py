"""Published figures (公开数据) as tidy tables: read strictly, never chained across a break, names never merged."""
