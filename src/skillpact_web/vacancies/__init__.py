"""What companies look for: vacancies, the skills they ask, and the sentences behind each."""
