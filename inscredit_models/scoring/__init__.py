"""How points are given (评分): scoring systems as data, evaluated by pure functions with given numbers."""
