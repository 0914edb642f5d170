"""Arabic text: normal forms with exact alignment back, tokens and clitics, sentences, numbers, dates, quotations."""
