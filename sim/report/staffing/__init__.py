"""How many people are enough, and when they sit where: the sentences, tables and charts that terminal and page share."""
