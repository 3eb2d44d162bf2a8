"""What the law gives a subject and asks of a keeper (信用主体权益): rules as data, one small evaluator a kind."""
