"""What may be recorded (统一信用信息目录): record types, fields, code lists, dated parameters of law."""
