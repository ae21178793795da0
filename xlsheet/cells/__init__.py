"""What people write in a cell, made into values: dates, months, percents, states, task numbers."""
