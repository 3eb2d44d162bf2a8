"""Bureaus (监管机构): four dimensions of credit behind counts that workload confounds."""
