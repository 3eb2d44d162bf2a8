"""Company panels (公司面板): one row per company and period, read strictly, with data-quality rules as declarations."""
