"""The commands of ``inscredit``, one file each: options in, one call of the package, text or JSON out."""
