"""The workspace's home for those who run the workshops."""
