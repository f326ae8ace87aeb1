"""What a family changes that belongs to no other feature."""
