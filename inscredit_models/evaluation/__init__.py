"""How good (评价): splits, metrics with honest intervals, comparisons, verdicts, calibration and coded checks."""
