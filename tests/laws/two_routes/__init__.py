"""Both routes of every statistic (两条路), for the law in `test_two_routes.py`."""
