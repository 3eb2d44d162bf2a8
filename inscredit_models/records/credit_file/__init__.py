"""The credit file (信用档案) of one subject: what is known, since when, from whom, what is disputed, what expires."""
