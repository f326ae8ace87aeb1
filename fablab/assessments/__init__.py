"""How creativity and self-reliance show: rubrics and observed levels."""
