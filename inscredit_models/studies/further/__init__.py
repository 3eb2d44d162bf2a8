"""FURTHER EVALUATION (进一步评估): what is asked beyond the league, from the file to the report."""
