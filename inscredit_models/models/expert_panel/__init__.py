"""The expert panel as data (专家小组): judgements, their consistency, rounds, dissent, and the weights they give."""
