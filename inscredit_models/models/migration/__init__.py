"""MIGRATION (评级迁移): matrices of the moves between grades, by cohorts and by time spent in a grade."""
