"""Consumers (保险消费者): policies, claims, fraud and gangs."""
