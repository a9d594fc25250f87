"""How the text of a RUN is changed: commands added, removed, and RUNs joined."""
