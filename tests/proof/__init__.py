"""What only real servers can show: races, killed processes, forms sent at once."""
