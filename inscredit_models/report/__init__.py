"""How we tell it (报告): figures, tables and the page; the only folder that draws. No statistics are made here."""
