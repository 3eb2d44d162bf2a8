"""Second, slow routes and cited values that the package is compared with."""
