"""What reading a report leaves behind."""
