.read fill.sql
