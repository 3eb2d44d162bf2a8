"""How it is carried out (执行): units of work, their journal, workers, one runner per folder, resume."""
