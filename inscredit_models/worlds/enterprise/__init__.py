"""Insurers (保险企业): soundness, contagion, reports, penalties, ratings by quarter."""
