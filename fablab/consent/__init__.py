"""What guardians are asked, in which words, and what they answered."""
