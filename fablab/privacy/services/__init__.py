"""What the privacy pages change: pupils who are kept twice become one."""
