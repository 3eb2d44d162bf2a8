"""Why a model says what it says (解释): contributions and reasons of fitted models; nothing is fitted here."""
