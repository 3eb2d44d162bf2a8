"""The panel at scale that every way makes: 30 declared indicators at 12 dates, and what it is read from."""

from __future__ import annotations

import datetime as dt

from inscredit_models.records.calendar import add_months

DATES = tuple(add_months(dt.date(2022, 3, 31), 3 * number) for number in range(12))
INDICATORS = (
    "violation_serious_count_36m", "violation_general_count_36m", "violation_minor_count_36m",
    "violation_act_class_distinct_36m", "violation_regulator_flag_60m", "violation_count_change_12m",
    "fine_total_36m", "fine_largest_36m", "since_violation_days", "complaint_punished_count_24m",
    "complaint_punished_per_10k_policies_24m", "complaint_sales_punished_flag_24m", "raw_complaint_count_24m",
    "raw_complaint_punished_share_24m", "award_count_36m", "award_high_level_count_60m",
    "persistency_13m_ratio_24m", "quality_callback_ratio_24m", "quality_early_surrender_ratio_24m",
    "volume_policies_total_12m", "volume_premium_average_12m", "volume_policies_latest_12m",
    "volume_policies_trend_24m", "volume_premium_dispersion_24m", "volume_policies_change_12m", "tenure_days",
    "tenure_current_insurer_days", "tenure_move_count_60m", "training_hours_average_36m",
    "training_passed_share_36m",
)  # fmt: skip
THREADS = 2

RECORDS = ("violation", "complaint", "award", "registration", "training", "portfolio")
ADVERSE = ("violation", "complaint")
SHARED = ["record_id", "sequence", "subject_id", "status", "event_date", "known_date"]
FIELDS = {
    "violation": ["act_ended", "severity", "decider", "act_class", "fine"],
    "complaint": ["act_ended", "kind", "result"],
    "award": ["level", "sales_weight_over_half"],
    "registration": ["action"],
    "training": ["hours", "passed"],
    "portfolio": [
        "policies_sold",
        "premium",
        "persistency_due",
        "persistency_kept",
        "callbacks",
        "callbacks_passed",
        "early_surrenders",
    ],
}
LONGEST = {"violation": None, "complaint": 24, "award": 60, "registration": None, "training": 36, "portfolio": 24}
ORDER = ["event_date", "known_date", "sequence", "record_id"]
RETENTION_YEARS = 5
FAR = dt.date(2200, 1, 1)
