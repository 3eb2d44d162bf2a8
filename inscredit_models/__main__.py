"""``python -m inscredit_models`` is ``inscredit``."""

import sys

from inscredit_models.cli import main

if __name__ == "__main__":
    sys.exit(main())
