"""The validation table of the simulated worlds (模拟世界校验表): how far each method sees what was planted."""
