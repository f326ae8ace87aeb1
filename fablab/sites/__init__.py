"""FabLabs, and the schools and classes around them."""
