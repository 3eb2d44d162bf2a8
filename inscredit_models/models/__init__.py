"""How we learn a score (模型): scikit-learn estimators behind one registry."""
