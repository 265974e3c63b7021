"""How English and Spanish words change, and how a clause is put into words in both."""
