"""Options from config files and the command line, for each file."""
