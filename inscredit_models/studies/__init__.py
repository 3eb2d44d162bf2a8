"""STUDIES (研究): the kinds of study behind the verbs, and what they share; on top of the whole flow."""
