"""Speed and accuracy against named yardsticks (对标): every claim is a ratio or a paired difference from one run."""
