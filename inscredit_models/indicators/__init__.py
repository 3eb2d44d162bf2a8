"""What we measure (指标): declarations as data, and the compiler that computes them. Nothing here is fitted."""
