"""What is kept about people, why and how long."""
